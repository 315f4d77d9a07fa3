import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { wheelBytes } from '../test/fakes/wheel-bytes.ts'
import type { BenchStore } from './bench-store.ts'
import { filesAlone, ourIndex, type Size, wheelOf, wheelsOf } from './sized-index.ts'
import { type Cost, wholeProcess } from './whole-process.ts'

/** A tool that publishes a folder of wheels to a bucket of its own, as a whole process. */
export interface Publisher {
  readonly name: string
  /** Whether a run takes many seconds. */
  readonly slow: boolean
  /** An index of that size, as the tool itself would have left it. */
  prepare(store: BenchStore, size: Size): void
  publish(store: BenchStore, folder: string): Promise<Cost>
  /** Whether the index of a project lists a file. */
  lists(store: BenchStore, project: string, file: string): boolean
}

const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1' }
const machine = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }

/** Where a bucket of ours is, as the task names it. */
export function ours(main: string): Publisher {
  return {
    name: 'PublishIndex',
    slow: false,
    prepare: (store, size) => store.fill('ours', ourIndex(size, `s3://ours (${store.url})`)),
    publish: async (store, folder) =>
      await task(main, folder, { ...keys, INPUT_STORE: 's3://ours', INPUT_ENDPOINTURL: store.url, INPUT_DISTRIBUTIONS: folder }),
    lists: (store, project, file) => store.text('ours', `simple/${project}/index.html`)?.includes(file) === true,
  }
}

/** PublishIndex as an agent starts it, with a folder of its own: task-lib keeps the key of its inputs there. A failed task is told, not exited with. */
export async function task(main: string, folder: string, inputs: Readonly<Record<string, string>>): Promise<Cost> {
  const cwd = join(folder, 'work')
  mkdirSync(cwd, { recursive: true })
  const cost = await wholeProcess(process.execPath, [main], {
    cwd,
    env: { ...machine, AGENT_TEMPDIRECTORY: cwd, SYSTEM_DEFAULTWORKINGDIRECTORY: folder, ...inputs },
  })
  return /^##vso\[task\.complete result=Failed/m.test(cost.output) ? { ...cost, code: 1 } : cost
}

/** s3pypi without its table of locks, as it is found on PATH. */
const s3pypi: Publisher = {
  name: 's3pypi',
  slow: false,
  prepare: (store, size) => {
    const line = (file: string): string => `    <a href="${file}#sha256=${'ab'.repeat(32)}">${file}</a>`
    const page = (files: string[]): string => `<!DOCTYPE html>\n<html>\n  <body>\n${files.map(line).join('<br>\n')}\n  </body>\n</html>`
    store.fill('s3pypi', new Map([...wheelsOf(size)].map(([project, files]) => [`${project}/`, page(files)])))
  },
  publish: async (store, folder) =>
    await wholeProcess('sh', ['-c', `exec s3pypi upload ${folder}/*.whl --bucket s3pypi --s3-endpoint-url ${store.url}`], {
      cwd: folder,
      env: { ...machine, ...keys, AWS_ENDPOINT_URL_DYNAMODB: store.url },
    }),
  lists: (store, project, file) => store.text('s3pypi', `${project}/`)?.includes(`>${file}<`) === true,
}

/** The steps of spare-tire's pipeline: two copies of folders around a whole generation by dumb-pypi. */
const spareTire: Publisher = {
  name: 'aws s3 sync + dumb-pypi',
  slow: true,
  prepare: (store, size) => store.fill('spare', filesAlone(size)),
  publish: async (store, folder) =>
    await wholeProcess('sh', ['-e', '-c', spareTireSteps], {
      cwd: folder,
      env: { ...machine, ...keys, AWS_ENDPOINT_URL: store.url },
    }),
  lists: (store, project, file) => store.text('spare', `simple/${project}/index.html`)?.includes(file) === true,
}

const spareTireSteps = `
mkdir -p packages && cp *.whl packages/
aws s3 sync --only-show-errors packages/ s3://spare/packages/
aws s3 ls s3://spare/packages/ | awk '{print $4}' > packages.txt
dumb-pypi --package-list packages.txt --output-dir index/ --packages-url ../../packages/ --title Wheels --no-generate-timestamp
aws s3 sync --only-show-errors index/pypi/ s3://spare/pypi/ --delete
aws s3 sync --only-show-errors index/simple/ s3://spare/simple/ --delete
aws s3 cp --only-show-errors index/index.html s3://spare/index.html
`

/** The peers that are on PATH; none is ever installed. */
export function peersHere(): {
  readonly s3pypi: Publisher | undefined
  readonly spareTire: Publisher | undefined
  readonly dumbPypi: boolean
} {
  const dumbPypi = isHere('dumb-pypi')
  return {
    s3pypi: isHere('s3pypi') ? s3pypi : undefined,
    spareTire: dumbPypi && isHere('aws') ? spareTire : undefined,
    dumbPypi,
  }
}

function isHere(program: string): boolean {
  return machine.PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}

/** A folder with one new wheel of each of these projects. */
export function newWheels(folder: string, projects: readonly string[], version: string): string[] {
  mkdirSync(folder, { recursive: true })
  return projects.map((project) => {
    const name = wheelOf(project, version)
    writeFileSync(join(folder, name), wheelBytes(name))
    return name
  })
}
