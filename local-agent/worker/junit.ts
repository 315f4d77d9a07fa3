/** What the agent makes of a test of a JUnit report. */
export interface TestResult {
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
}

const tag = /<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y

/**
 * Reads the tests of a report as the agent does (agent sources, TestResults/Legacy/JunitResultReader.cs): a test with a failure or an error failed,
 * else one that is `skipped` did not run; one without a name is none. Throws where the document is broken: the agent's parser is strict.
 */
export function readTests(text: string): TestResult[] {
  const results: TestResult[] = []
  const open: Element[] = []
  let roots = 0
  for (const [, closes, name = '', attributes = '', empty] of tagsOf(text)) {
    if (closes !== '/') {
      if (open.length === 0 && ++roots > 1) throw new Error('There are multiple root elements.')
      open.at(-1)?.children.push(name)
      open.push({ name, attributes, children: [] })
      if (empty !== '/') continue
    }
    const element = open.pop()
    if (element?.name !== name) throw new Error(`The end tag of '${name}' does not match.`)
    results.push(...testOf(element))
  }
  requireEnd(roots, open)
  return results
}

function requireEnd(roots: number, [root]: readonly Element[]): void {
  if (roots === 0 || root !== undefined)
    throw new Error(`Unexpected end of file has occurred. Not closed: ${root?.name ?? 'the root element'}.`)
}

interface Element {
  readonly name: string
  readonly attributes: string
  readonly children: string[]
}

function testOf({ name, attributes, children }: Element): TestResult[] {
  const title = name === 'testcase' ? attribute(attributes, 'name') : ''
  return title === '' ? [] : [{ name: title, outcome: outcomeOf(children) }]
}

/** Tags in their order; text between them, comments, instructions and CDATA are passed over. */
function* tagsOf(text: string): Generator<RegExpExecArray> {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const end = endOfOther(text, at)
    tag.lastIndex = at
    const found = end === undefined ? tag.exec(text) : null
    if (end === undefined && found === null) throw new Error(`'<' at ${at} begins no tag.`)
    if (found !== null) yield found
    at = end ?? tag.lastIndex
  }
}

function endOfOther(text: string, at: number): number | undefined {
  const pairs = [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
    ['<!', '>'],
  ] as const
  const pair = pairs.find(([begin]) => text.startsWith(begin, at))
  if (pair === undefined) return undefined
  const end = text.indexOf(pair[1], at)
  if (end < 0) throw new Error('Unexpected end of file has occurred.')
  return end + pair[1].length
}

function outcomeOf(marks: readonly string[]): TestResult['outcome'] {
  if (marks.includes('failure') || marks.includes('error')) return 'failed'
  return marks.includes('skipped') ? 'skipped' : 'passed'
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function attribute(attributes: string, name: string): string {
  const all = attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  const [, , quoted, single] = [...all].find(([, one]) => one === name) ?? []
  return (quoted ?? single ?? '').replaceAll(/&(lt|gt|quot|apos|amp|#\d{1,7}|#x[\da-fA-F]{1,6});/g, (_, entity: string) => {
    if (!entity.startsWith('#')) return ENTITIES[entity] ?? ''
    const point = entity.startsWith('#x') ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1))
    return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point)
  })
}
