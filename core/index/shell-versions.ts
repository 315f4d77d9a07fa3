/**
 * How the people's page reads file names: plain JavaScript of browsers, kept as text. It is a second, smaller reading of what
 * core/python reads, held to it by properties; the compiled source of core itself is no choice, since its text (and with it the
 * page's name and policy) would change with every compiler and bundler.
 */
export const versionsScript = String.raw`
const grammar = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i

function rank(digits) {
  const number = (digits || '0').replace(/^0+(?=.)/, '')
  return String(number.length).padStart(4, '0') + number
}
function phaseOf(label, number, post, dev) {
  if (label === undefined) return post === undefined && dev !== undefined ? '0' : '4'
  return (/^a/i.test(label) ? '1' : /^b/i.test(label) ? '2' : '3') + rank(number)
}
// The key sorts by code units as versions do (PEP 440), and is equal for equal versions.
function readVersion(text) {
  const found = grammar.exec(text.trim())
  if (found === null) return undefined
  const [, epoch, release, label, number, dash, word, count, dev, night, local] = found
  const post = dash === undefined ? word && '0' + count : dash
  const numbers = release.replace(/(?:\.0+)+$/, '').split('.').map(rank).join('')
  const locals = (local || '').toLowerCase().split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? '1' + rank(part) : '0' + part + ' '))
  const key = rank(epoch) + (numbers === rank('0') ? '' : numbers) + ' ' + phaseOf(label, number, post, dev)
    + (post === undefined ? '0' : '1' + rank(post)) + (dev === undefined ? '1' : '0' + rank(night)) + (local ? '+' + locals.join('') : '')
  return { text, key, early: label !== undefined || dev !== undefined }
}
function readWheel(filename) {
  const parts = filename.slice(0, -4).split('-')
  if (!/^[\p{L}\p{N}_.+!-]+\.whl$/u.test(filename) || (parts.length !== 5 && parts.length !== 6)) return undefined
  const version = readVersion(parts[1])
  const build = parts.length === 6 ? parts[2] : ''
  const [pythons, abis, platforms] = parts.slice(-3).map((part) => [...new Set(part.toLowerCase().split('.'))])
  const sound = /^[\p{L}\p{N}_.]+$/u.test(parts[0]) && !parts[0].includes('__') && (parts.length === 5 || /^\d/.test(build))
    && pythons.every((one) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(one)) && [...abis, ...platforms].every((one) => /^[\p{L}\p{N}_]+$/u.test(one))
  return version !== undefined && sound ? { version, build, pythons, abis, platforms } : undefined
}
function normalized(name) { return name.replace(/[-_.]+/g, '-').toLowerCase() }
function readSource(filename, project) {
  const [, stem = ''] = /^(.+)\.(?:tar\.gz|zip)$/.exec(filename) || []
  for (let at = stem.indexOf('-'); at > 0; at = stem.indexOf('-', at + 1)) {
    const version = normalized(stem.slice(0, at)) === project ? readVersion(stem.slice(at + 1)) : undefined
    if (version !== undefined) return { version }
  }
  return undefined
}
// Newest first, each with its files; what is neither a wheel nor an sdist comes last, under no version.
function versionsOf(files, project) {
  const found = new Map()
  for (const file of files) {
    const wheel = readWheel(file.filename)
    const read = wheel || readSource(file.filename, project)
    const version = read ? read.version : { text: 'other files', key: '', early: true }
    if (!found.has(version.key)) found.set(version.key, { ...version, files: [] })
    found.get(version.key).files.push({ file, wheel, source: wheel ? undefined : read })
  }
  const versions = [...found.values()].sort((a, b) => (a.key < b.key ? 1 : a.key > b.key ? -1 : 0))
  for (const version of versions) version.yanked = version.files.every(({ file }) => isYanked(file))
  return versions
}
function isYanked(file) { return file.yanked !== undefined && file.yanked !== false }
function reasonsOf(files) {
  return [...new Set(files.map(({ file }) => file.yanked).filter((reason) => typeof reason === 'string' && reason !== ''))]
}
// What an installer would choose first: the newest that is final and not yanked.
function newestOf(versions) {
  return versions.find(({ yanked, early }) => !yanked && !early) || versions.find(({ yanked, key }) => !yanked && key !== '') || versions[0]
}
`
