import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readElf } from '../../../core/wheel/elf.ts'
import { type ElfChoice, elfBytes, type FakeSymbol } from '../../fakes/native-bytes.ts'

const symbols: FakeSymbol[] = [
  { name: 'PyLong_FromLong' },
  { name: 'malloc' },
  { name: '_PyLong_Sign' },
  { name: 'PyWeak_Need', weak: true },
  { name: 'PyInit_x', own: true },
  { name: 'helper', own: true },
]
const needs = ['PyLong_FromLong', '_PyLong_Sign']

function importsOf(bytes: Buffer): unknown {
  return readElf(bytes, false).imports
}

describe('an ELF file', () => {
  for (const wide of [true, false])
    for (const bigEndian of [true, false])
      for (const [where, choice] of [
        ['by its sections', {}],
        ['by its GNU hash table, without sections', { sections: false, hash: 'gnu' }],
        ['by its hash table, without sections', { sections: false, hash: 'sysv' }],
        ['by where its strings are, without sections and hash table', { sections: false, hash: 'none' }],
      ] as const)
        it(`of ${wide ? 64 : 32} bits, ${bigEndian ? 'big' : 'little'}-endian, is read ${where}`, () =>
          assert.deepEqual(importsOf(elfBytes({ wide, bigEndian, symbols, libraries: ['libc.so.6', 'libm.so.6'], ...choice })), {
            needs,
            offers: ['PyInit_x'],
            libraries: ['libc.so.6', 'libm.so.6'],
          }))

  it('that defines nothing is read by its GNU hash table', () =>
    assert.deepEqual(importsOf(elfBytes({ symbols: [{ name: 'PyLong_FromLong' }], sections: false })), {
      needs: ['PyLong_FromLong'],
      offers: [],
      libraries: [],
    }))

  it('needs nothing where it has no symbols', () => assert.deepEqual(importsOf(elfBytes()), { needs: [], offers: [], libraries: [] }))

  for (const [choice, machine] of [
    [{ machine: 62 }, 'x86_64'],
    [{ machine: 62, wide: false }, 'x32'],
    [{ machine: 3, wide: false }, 'i686'],
    [{ machine: 40, wide: false }, 'arm'],
    [{ machine: 183 }, 'aarch64'],
    [{ machine: 21 }, 'ppc64le'],
    [{ machine: 21, bigEndian: true }, 'ppc64'],
    [{ machine: 22, bigEndian: true }, 's390x'],
    [{ machine: 243 }, 'riscv64'],
    [{ machine: 243, wide: false }, 'riscv32'],
    [{ machine: 258 }, 'loongarch64'],
    [{ machine: 4242 }, 'machine 4242'],
  ] as const satisfies readonly (readonly [ElfChoice, string])[])
    it(`is for ${machine}`, () => assert.deepEqual(readElf(elfBytes(choice), true).machines, [machine]))

  for (const [system, expected] of [
    [0, undefined],
    [3, 'linux'],
    [9, 'freebsd'],
  ] as const)
    it(`of OSABI ${system} says ${expected ?? 'no system'}`, () => assert.equal(readElf(elfBytes({ system }), true).system, expected))

  it('of which the beginning was read tells no symbols', () =>
    assert.equal(readElf(elfBytes({ symbols }).subarray(0, 100), true).imports, undefined))

  it('that ends early is not read', () => {
    const whole = elfBytes({ symbols })
    for (const length of [64, 200, 300, whole.length - 100]) {
      const imports = importsOf(whole.subarray(0, length))
      assert.ok(typeof imports === 'object' && imports !== null && 'unread' in imports, String(length))
    }
  })

  it('without sections and without a dynamic section is not read', () => {
    const bytes = elfBytes({ symbols, sections: false })
    bytes.writeUInt16LE(0, 56)
    assert.deepEqual(importsOf(bytes), { unread: 'it has no table of dynamic symbols' })
  })

  it('needs exactly what it is made to need', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ name: fc.stringMatching(/^_?Py[A-Z][a-z]{0,8}_[a-z]{1,8}$/), own: fc.boolean(), weak: fc.boolean() }), {
          selector: ({ name }) => name,
        }),
        fc.record({ wide: fc.boolean(), bigEndian: fc.boolean(), sections: fc.boolean(), hash: fc.constantFrom('sysv', 'gnu', 'none') }),
        (some, choice) => {
          const of = (is: (one: FakeSymbol) => boolean): string[] =>
            some
              .filter(is)
              .map(({ name }) => name)
              .toSorted()
          assert.deepEqual(importsOf(elfBytes({ symbols: some, ...choice })), {
            needs: of((one) => one.own !== true && one.weak !== true),
            offers: of((one) => one.own === true),
            libraries: [],
          })
        },
      ),
    ))
})
