import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ForeignPage } from '../../core/index/foreign-page.ts'
import type { PackageIndex, ProjectListing } from '../../core/ports.ts'
import { Problem, reason } from '../../core/problem.ts'
import type { ProjectName } from '../../core/python/name.ts'
import { shownAddress } from '../../core/shown-address.ts'
import { type HttpHow, request } from '../http.ts'

/** What pip asks for, JSON first (PEP 691). */
const accept = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01'

/**
 * Reads a simple index at an http(s) or `file:` address, or in a folder: one request a project. Only 404 means that a project is absent;
 * all else that is no page is a Problem `INDEX_UNREACHABLE`, a page that cannot be read `INDEX_INVALID`.
 */
export function simpleIndex(indexUrl: string, how: HttpHow = {}): PackageIndex {
  const root = rootOf(indexUrl)
  const read = root.startsWith('file:') ? fromFolder : fromServer
  return { name: shownAddress(root).replace(/\/$/, ''), project: async (name) => await read(root, name, how) }
}

function rootOf(indexUrl: string): string {
  const address = /^[a-z][a-z0-9+.-]+:/i.test(indexUrl) ? indexUrl : pathToFileURL(resolve(indexUrl)).href
  const scheme = URL.canParse(address) ? new URL(address).protocol : ''
  if (['http:', 'https:', 'file:'].includes(scheme)) return `${address.replace(/[?#].*$/s, '').replace(/\/+$/, '')}/`
  throw new Problem(
    'INPUT_INVALID',
    `'${shownAddress(indexUrl)}' is no address of a simple index.`,
    'Write it as https://host/simple; file: addresses and folders are read too.',
  )
}

async function fromServer(root: string, name: ProjectName, how: HttpHow): Promise<ProjectListing | undefined> {
  const answer = await request(`${root}${name}/`, { ...how, headers: { accept, ...how.headers }, allow: [404], code: 'INDEX_UNREACHABLE' })
  if (answer.status === 404) return undefined
  // Azure DevOps answers 203 with a page for signing in where a credential is missing or has expired.
  if (answer.status !== 200) throw signIn(answer.url, answer.status)
  return await readPage({
    text: new TextDecoder().decode(answer.bytes),
    type: answer.headers['content-type'] ?? '',
    url: answer.url,
  })
}

/** The reader of pages is a bundle of its own, with the HTML parser that it needs. */
async function readPage(page: ForeignPage): Promise<ProjectListing> {
  const { readForeignPage } = await import('../../core/index/foreign-page.ts')
  return readForeignPage(page)
}

function signIn(url: string, status: number): Problem {
  return new Problem(
    'INDEX_UNREACHABLE',
    `${shownAddress(url)} answered ${status}, not with a page of the index.`,
    'Check the credentials: run PipAuthenticate@1 before, or put user and token into the address by a secret variable.',
  )
}

async function fromFolder(root: string, name: ProjectName): Promise<ProjectListing | undefined> {
  await requireFolder(root)
  for (const page of ['index.json', 'index.html', 'index.htm']) {
    const url = `${root}${name}/${page}`
    const text = await textOf(url)
    if (text !== undefined) return await readPage({ text, type: '', url })
  }
  return undefined
}

async function requireFolder(root: string): Promise<void> {
  const found = await stat(fileURLToPath(root)).catch(() => undefined)
  if (found?.isDirectory() === true) return
  throw new Problem('INDEX_UNREACHABLE', `There is no folder ${fileURLToPath(root)}.`, 'Check the path of the index.')
}

async function textOf(url: string): Promise<string | undefined> {
  try {
    return await readFile(fileURLToPath(url), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))) return undefined
    throw new Problem('INDEX_UNREACHABLE', `${url} cannot be read: ${reason(error)}.`, 'Check the rights of this agent.', error)
  }
}
