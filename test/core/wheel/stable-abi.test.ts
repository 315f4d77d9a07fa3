import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { isStableIn, stableSince } from '../../../core/wheel/stable-abi.ts'

describe('the stable ABI', () => {
  for (const [symbol, since] of [
    ['PyArg_ParseTuple', '3.2'],
    ['_Py_NoneStruct', '3.2'],
    ['_Py_Dealloc', '3.2'],
    ['PyType_FromSpecWithBases', '3.3'],
    ['_PyArg_ParseTuple_SizeT', '3.3'],
    ['PyType_GetSlot', '3.4'],
    ['PyModuleDef_Init', '3.5'],
    ['PyUnicode_AsWideCharString', '3.5.3'],
    ['PySlice_Unpack', '3.5.4'],
    ['PyOS_FSPath', '3.6'],
    ['PyOS_AfterFork_Child', '3.7'],
    ['PyInterpreterState_GetDict', '3.8'],
    ['PyCMethod_New', '3.9'],
    ['PyUnicode_AsUTF8AndSize', '3.10'],
    ['PyType_GetModule', '3.10'],
    ['Py_NewRef', '3.10'],
    ['PyExc_BaseExceptionGroup', '3.11'],
    ['PyObject_GetBuffer', '3.11'],
    ['PyErr_DisplayException', '3.12'],
    ['PyVectorcall_Call', '3.12'],
    ['Py_GetConstant', '3.13'],
    ['Py_REFCNT', '3.14'],
    ['PyModule_FromSlotsAndSpec', '3.15'],
    ['PyErr_SetFromWindowsErr', '3.5.3'],
    ['_PyLong_Sign', undefined],
    ['_Py_RefTotal', undefined],
    ['PyUnicode_AsUTF8', undefined],
    ['_PyRuntime', undefined],
    ['PyTuple_SetSlice', undefined],
    ['', undefined],
    ['constructor', undefined],
  ] as const)
    it(`${symbol || 'nothing'}: ${since ?? 'not in it'}`, () => assert.equal(stableSince(symbol), since))

  for (const [symbol, minor, expected] of [
    ['PyArg_ParseTuple', 2, true],
    ['PyType_GetModule', 9, false],
    ['PyType_GetModule', 10, true],
    ['PyType_GetModule', 14, true],
    ['PyUnicode_AsWideCharString', 4, false],
    ['PyUnicode_AsWideCharString', 5, true],
    ['PyUnicode_AsWideCharString', 6, true],
    ['_PyLong_Sign', 99, false],
  ] as const)
    it(`${symbol} is ${expected ? '' : 'not '}in that of 3.${minor}`, () => assert.equal(isStableIn(symbol, minor), expected))

  it('has what the Pythons of this machine say', function () {
    this.timeout(60_000)
    const script = [
      'import re, sys, test.test_stable_abi_ctypes as t',
      'text = open(t.__file__).read()',
      "text = text[text.index('SYMBOL_NAMES = ('):]",
      'print(sys.version_info.minor, *re.findall(r\'^ +[\\x27"](\\w+)[\\x27"],$\', text, re.M))',
    ].join('\n')
    const asked = ['python3.11', 'python3.12', 'python3.13', 'python3.14'].map((python) =>
      spawnSync(python, ['-c', script], { encoding: 'utf8' }),
    )
    const answers = asked.filter(({ status }) => status === 0).map(({ stdout }) => stdout.trim().split(' '))
    if (answers.length === 0) this.skip()
    // names of debug builds, and macros that stand in lists of the same form
    const debug = /^_Py_(?:RefTotal|NegativeRefcount)$|^Py_(?:REF_DEBUG|TRACE_REFS)$|^[A-Z_]+$/
    for (const [minor = '', ...names] of answers) {
      const wrong = names.filter((name) => !isStableIn(name, Number(minor)) && !debug.test(name))
      assert.deepEqual(wrong, [], `of 3.${minor}`)
      assert.ok(names.length > 800)
    }
  })
})
