import assert from 'node:assert/strict'
import { formatStableAbi, readStableAbi } from '../../scripts/stable-abi-source.ts'

const toml = `
[feature_macro.HAVE_FORK]
    doc = 'on platforms with fork()'
[struct.PyObject]
    added = '3.2'
[macro.Py_BEGIN_ALLOW_THREADS]
    added = '3.2'
[typedef.PyCFunction]
    added = '3.2'
[const.Py_tp_new]
    added = '3.2'
[function.PyB_Two]
    added = '3.10'
[data.PyA_One]
    added = '3.10'
    abi_only = true
[function.PyOS_Fork]
    added = '3.7'
    ifdef = 'HAVE_FORK'
[function._Py_Debug]
    added = '3.10'
    ifdef = 'Py_REF_DEBUG'
[function.PySlice_Old]
    added = '3.7'  # (and 3.6.1 and 3.5.4)
[function.PySlice_Said]
    added = '3.7'  # before, a macro
`

describe('the script that makes the table of the stable ABI', () => {
  it('takes functions and data, on whatever platform, but not of debug builds', () =>
    assert.deepEqual(Object.fromEntries(readStableAbi(toml)), {
      PyB_Two: '3.10',
      PyA_One: '3.10',
      PyOS_Fork: '3.7',
      PySlice_Old: '3.5.4',
      PySlice_Said: '3.7',
    }))

  it('writes the same for the same facts in any order', () => {
    const facts = [...readStableAbi(toml)]
    const text = formatStableAbi(new Map(facts), 'a'.repeat(40))
    assert.equal(formatStableAbi(new Map(facts.toReversed()), 'a'.repeat(40)), text)
    assert.match(text, /commit a{40}\./)
    assert.match(text, /'3\.5\.4',[^]*'3\.7',[^]*'3\.10',\n {4}`\nPyA_One PyB_Two\n`/)
  })

  it('wraps what is long', () => {
    const facts = new Map(Array.from({ length: 100 }, (_, at) => [`PyLong_Name${at}`, '3.2']))
    const lines = formatStableAbi(facts, 'a'.repeat(40)).split('\n')
    assert.ok(lines.slice(2).every((line) => line.length <= 140))
    assert.deepEqual(lines.join(' ').match(/PyLong_Name\d+/g)?.length, 100)
  })
})
