/** How compilers, Python and build tools say that something is not there. */
const absence =
  /no such file|not found|cannot find|can't open|can not open|cannot open|does not exist|doesn't exist|no module named|cannot import name|is missing|errno 2\b|no input files|not a directory/i

/** What may stand around a path in such a line. */
const around = /[\s'"`‘’“”<>()[\]{},;=]+/

/**
 * The files and folders of the sources which an sdist lacks and which a build from it has missed, by what it printed, each once and in that order. Paths
 * are relative to the project and `/`-separated. What is only the end of a path counts where the sdist has no file of that end.
 */
export function missedBy(output: readonly string[], sources: readonly string[], sdist: readonly string[]): string[] {
  const there = new Set([...sdist, ...sdist.flatMap(foldersOf)])
  const lacking = sources.filter((path) => !there.has(path))
  const paths = new Set([...lacking, ...lacking.flatMap(foldersOf)].filter((path) => !there.has(path)))
  const known = new Set(sdist.flatMap(endingsOf))
  const names = new Map(lacking.toReversed().flatMap((path) => endingsOf(path).map((ending): [string, string] => [ending, path])))
  const find = (word: string): string[] => {
    const found = endingsOf(word).find((ending) => paths.has(ending))
    const named = known.has(word) ? undefined : names.get(word)
    return found === undefined ? (named === undefined ? [] : [named]) : [found]
  }
  const words = output.filter((line) => absence.test(line)).flatMap(wordsOf)
  const missed = [...new Set(words.flatMap(find))]
  return missed.filter((one) => !missed.some((other) => other.startsWith(`${one}/`)))
}

/** Also what a module is a file of. */
function wordsOf(line: string): string[] {
  const modules = modulesOf(line).flatMap((name) => {
    const path = name.replaceAll('.', '/')
    return [`${path}.py`, `${path}/__init__.py`, path, `src/${path}.py`, `src/${path}`]
  })
  const plain = line.split(around).map((word) =>
    word
      .replaceAll('\\', '/')
      .replace(/(?::\d+)*[:.!]*$/, '')
      .replace(/^(?:\.\/)+/, '')
      .replace(/\/$/, ''),
  )
  return [...modules, ...plain].filter((word) => word !== '')
}

function modulesOf(line: string): string[] {
  const missing = [...line.matchAll(/no module named '?([\w.]+)/gi)].flatMap(([, name = '']) => name)
  const [, name, from] = /cannot import name '(\w+)' from (?:partially initialized module )?'([\w.]+)'/.exec(line) ?? []
  return name === undefined ? missing : [...missing, `${from}.${name}`]
}

/** `a/b/c`, `b/c`, `c`: a path may be told from the top of the machine. */
function endingsOf(word: string): string[] {
  const parts = word.split('/')
  return parts.map((_, at) => parts.slice(at).join('/'))
}

function foldersOf(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'))
}
