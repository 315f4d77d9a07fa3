import assert from 'node:assert/strict'
import { isLasting } from '../../../core/build/lasting-failure.ts'
import { Problem, type ProblemCode } from '../../../core/problem.ts'

describe('whether a failure would come again', () => {
  const fails = (code: ProblemCode, message: string, ...output: readonly string[]): boolean =>
    isLasting(new Problem(code, message, ''), output)

  const own: [code: ProblemCode, message: string, line: string][] = [
    ['BUILD_FAILED', 'pip wheel ended with exit code 1.', 'spam.c:3: error: unknown type name'],
    ['TESTS_FAILED', 'The suite unit failed: 3 of 502 tests.', 'E   assert 429 == 503'],
    ['TESTS_FAILED', 'The suite unit failed.', 'test_server_error_500 FAILED'],
    ['WHEEL_INVALID', 'The wheel that was built is broken.', ''],
    ['FILE_INVALID', 'spam 1.0 for 3.14: The sdist that was built is broken: it cannot be read.', ''],
    ['EXTRA_MISSING', 'Nothing matches dist/*.exe.', ''],
  ]
  for (const [code, message, line] of own) it(`it would: ${code} ${line}`, () => assert.ok(fails(code, message, line)))

  const passing: [code: ProblemCode, message: string, line: string][] = [
    ['HOST_LOST', 'The connection broke.', ''],
    ['HOST_FAILED', 'Preparing it failed.', ''],
    ['INTERPRETER_MISSING', 'There is no Python 3.14.', ''],
    ['INDEX_UNREACHABLE', 'The index does not answer.', ''],
    ['CREDENTIALS', 'It may not.', ''],
    ['BUILD_FAILED', 'pip wheel was killed from outside, as the system does when memory runs out.', ''],
    ['BUILD_FAILED', 'pip wheel did not end within 60 seconds.', ''],
    ['BUILD_FAILED', 'pip wheel was stopped, because the run was cancelled.', ''],
    [
      'BUILD_FAILED',
      'pip wheel ended with exit code 1.',
      'WARNING: Retrying after connection broken by NewConnectionError: Failed to establish a new connection',
    ],
    ['BUILD_FAILED', 'pip wheel ended with exit code 1.', 'fatal: unable to access: Could not resolve host: example.org'],
    ['BUILD_FAILED', 'pip wheel ended with exit code 1.', 'ERROR: HTTP error 503 while getting https://example.org/x.whl'],
    ['BUILD_FAILED', 'pip wheel ended with exit code 1.', 'requests.exceptions.HTTPError: 502 Server Error: Bad Gateway'],
    ['BUILD_FAILED', 'pip wheel ended with exit code 1.', 'OSError: [Errno 28] No space left on device'],
    ['FILE_INVALID', "spam 1.0 for 3.14: Cannot copy '/a/b': EBUSY: resource busy or locked, copyfile '/a/b'.", ''],
    ['FILE_INVALID', "spam 1.0 for 3.14: Cannot make the folder '/a': EACCES: permission denied, mkdir '/a'.", ''],
    ['BUILD_FAILED', 'spam 1.0 for 3.14: The build stopped: Cannot read properties of undefined.', ''],
    ['TESTS_FAILED', 'The suite failed: ConnectionRefusedError: [Errno 111] Connection refused.', ''],
  ]
  for (const [code, message, line] of passing)
    it(`it need not: ${code} ${message} ${line}`, () => assert.ok(!fails(code, message, 'a line', line)))
})
