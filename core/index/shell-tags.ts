/** How the people's page puts wheel tags into words: rows are platforms, columns pythons. Plain JavaScript of browsers, kept as text. */
export const tagsScript = String.raw`
// Without a prototype: a file may be called anything, so also "constructor".
const processors = {
  __proto__: null,
  x86_64: 'x86-64', amd64: 'x86-64', i686: 'x86 32-bit', i386: 'x86 32-bit', aarch64: 'ARM64', arm64: 'ARM64', arm64_v8a: 'ARM64', armv7l: 'ARMv7',
  armv6l: 'ARMv6', ppc64le: 'POWER', s390x: 'IBM Z', riscv64: 'RISC-V', loongarch64: 'LoongArch',
}
const macs = { __proto__: null, x86_64: 'Intel', arm64: 'Apple silicon', universal2: 'Intel and Apple silicon' }
const windows = { __proto__: null, win_amd64: 'x86-64', win32: '32-bit', win_arm64: 'ARM64' }

// The same row for all that asks for one kind of machine; "needs" tells from which release on.
function platformOf(tag) {
  if (tag === 'any') return row('z', 'Any platform', '', 0, tag)
  if (windows[tag]) return row('d', 'Windows ' + windows[tag], '', 0, tag)
  const old = { 1: '2_5', 2010: '2_12', 2014: '2_17' }
  const plain = tag.replace(/^manylinux(1|2010|2014)(?=_)/, (_, profile) => 'manylinux_' + old[profile])
  const [, family, major, minor, machine] = /^(manylinux|musllinux|macosx|ios)_(\d+)_(\d+)_(\w+)$/.exec(plain) || []
  if (family !== undefined) return levelled(family, major, minor, machine, tag)
  return rarely(tag)
}
function levelled(family, major, minor, machine, tag) {
  const level = Number(major) * 1000 + Number(minor)
  const from = major + '.' + minor + '+'
  const processor = processors[machine] || machine
  if (family === 'manylinux') return row('a', 'Linux ' + processor, 'glibc ' + from, level, tag)
  if (family === 'musllinux') return row('b', 'Linux ' + processor, 'musl ' + from, level, tag)
  if (family === 'macosx') return row('c', 'macOS ' + (macs[machine] || machine), from, level, tag)
  const [, cpu, kind] = /^(.+)_iphone(os|simulator)$/.exec(machine) || [machine, machine, 'os']
  return row('f', 'iOS ' + (processors[cpu] || cpu) + (kind === 'os' ? '' : ' simulator'), from, level, tag)
}
function rarely(tag) {
  const [, linux] = /^linux_(\w+)$/.exec(tag) || []
  if (linux) return row('a', 'Linux ' + (processors[linux] || linux) + ' (not portable)', '', 0, tag)
  const [, api, phone] = /^android_(\d+)_(\w+)$/.exec(tag) || []
  if (phone) return row('f', 'Android ' + (processors[phone] || phone), 'API ' + api + '+', Number(api), tag)
  const [, major, minor, machine] = /^freebsd_(\d+)_(\d+)_(?:(?:release|stable|current)_)?(?:p\d+_)?(\w+)$/.exec(tag) || []
  if (machine) return row('e', 'FreeBSD ' + major + '.' + minor + ' ' + (processors[machine] || machine), '', 0, tag)
  return row('g', tag, '', 0, tag)
}
function row(group, label, needs, level, tag) { return { order: group + label, label, needs, level, tag } }

// A wheel for several releases of one platform runs from the lowest on.
function platformsOf(wheel) {
  const rows = new Map()
  for (const tag of wheel.platforms) {
    const one = platformOf(tag)
    const known = rows.get(one.order)
    if (known === undefined) rows.set(one.order, { ...one, tags: [tag] })
    else rows.set(one.order, { ...(one.level < known.level ? one : known), tags: [...known.tags, tag] })
  }
  return [...rows.values()]
}
function pythonOf(python, abi) {
  const [, kind, major, minor = ''] = /^(cp|pp|py)(\d)(\d{0,3})$/.exec(python) || []
  if (kind === undefined || (kind !== 'py' && minor === '')) return column('e', python, abi === 'none' ? '' : abi)
  const release = minor === '' ? major : major + '.' + minor
  const order = major + minor.padStart(3, '0')
  if (kind === 'pp') return column('c' + order, 'PyPy ' + release, '')
  if (kind === 'py') return column('d' + order, minor === '' ? 'Python ' + major : release + '+', 'any')
  if (abi === 'abi3') return column('b' + order, release + '+', 'abi3')
  if (abi === 'abi3t') return column('b' + order + 't', release + 't+', 'abi3t')
  if (abi === 'cp' + major + minor + 't') return column('a' + order + 't', release + 't', 'free-threaded')
  return column('a' + order + (isOwn(abi, major + minor) ? '' : abi), release, isOwn(abi, major + minor) ? '' : abi)
}
function isOwn(abi, release) { return abi === 'none' || abi === 'cp' + release || abi === 'cp' + release + 'm' }
function column(order, label, note) { return { order: order + label, label, note } }

// Compressed tags are a product of sets, some of whose pairs nothing can have, such as cp313-cp314.
function pythonsOf(wheel) {
  const pairs = wheel.pythons.flatMap((python) => wheel.abis.map((abi) => [python, abi]))
  const sane = pairs.filter(([python, abi]) => !/^cp\d/.test(abi) || abi.replace(/[a-z]+$/, '') === python)
  const columns = (sane.length > 0 ? sane : pairs).map(([python, abi]) => pythonOf(python, abi))
  return [...new Map(columns.map((one) => [one.order, one])).values()]
}
function byOrder(a, b) { return a.order < b.order ? -1 : a.order > b.order ? 1 : 0 }
// The grid of one version: which wheels each platform has for each python.
function gridOf(files) {
  const [rows, columns] = [new Map(), new Map()]
  for (const one of files) {
    if (one.wheel === undefined) continue
    const pythons = pythonsOf(one.wheel)
    for (const python of pythons) columns.set(python.order, python)
    for (const platform of platformsOf(one.wheel)) {
      if (!rows.has(platform.order)) rows.set(platform.order, { ...platform, needs: new Set(), cells: new Map() })
      const { needs, cells } = rows.get(platform.order)
      needs.add(platform.needs)
      for (const { order } of pythons) {
        if (!cells.has(order)) cells.set(order, [])
        cells.get(order).push({ ...one, platform })
      }
    }
  }
  return { rows: [...rows.values()].sort(byOrder), columns: [...columns.values()].sort(byOrder) }
}
`
