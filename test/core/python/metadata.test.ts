import assert from 'node:assert/strict'
import { parseMetadata, toldFields, valuesOf } from '../../../core/python/metadata.ts'

const whole = `Metadata-Version: 2.4
Name: Beagle.Vote
Version: 1.0a2
Summary: Collects votes from beagles: all of them
Author: C. Schultz, Syndicate,
        Los Angeles, CA <c@example.com>
Requires-Python: >=3.9, !=3.10.0
Requires-Dist: reportlab; extra == 'pdf'
Requires-Dist: zope.interface (>3.5.0)
Project-URL: Docs, https://example.com/docs
Provides-Extra: pdf

# Beagle Vote

Name: not a header
`

describe('core metadata', () => {
  it('reads what is used and keeps all', () => {
    const read = parseMetadata(whole)
    assert.equal(read.metadataVersion, '2.4')
    assert.equal(read.name, 'Beagle.Vote')
    assert.equal(read.version, '1.0a2')
    assert.equal(read.summary, 'Collects votes from beagles: all of them')
    assert.equal(read.requiresPython, '>=3.9, !=3.10.0')
    assert.deepEqual(read.requiresDist, ["reportlab; extra == 'pdf'", 'zope.interface (>3.5.0)'])
    assert.equal(read.description, '# Beagle Vote\n\nName: not a header\n')
    assert.deepEqual(
      read.fields.map(([key]) => key),
      [
        'Metadata-Version',
        'Name',
        'Version',
        'Summary',
        'Author',
        'Requires-Python',
        'Requires-Dist',
        'Requires-Dist',
        'Project-URL',
        'Provides-Extra',
      ],
    )
    assert.equal(read.fields[4]?.[1], 'C. Schultz, Syndicate,\n        Los Angeles, CA <c@example.com>')
  })

  for (const [text, field, expected, why] of [
    ['NAME: x', 'name', 'x', 'keys ignore case'],
    ['Name:x', 'name', 'x', 'no blank after the colon'],
    ['Name: \t x  ', 'name', 'x', 'blanks around'],
    ['Name: é', 'name', 'é', 'UTF-8'],
    ['\uFEFFName: x', 'name', 'x', 'a byte order mark'],
    ['Name: x\r\nVersion: 1\r\n\r\nbody', 'version', '1', 'CR LF'],
    ['Name: x\rVersion: 1', 'version', '1', 'CR alone'],
    ['Name: x\nName: y', 'name', 'x', 'the first of two'],
    ['Name: x\nVersion: 1\n\nVersion: 2', 'version', '1', 'the body is no header'],
    ['hello\nName: x', 'name', '', 'the body begins with the first line that is no header'],
    ['', 'name', '', 'nothing'],
    ['Version: 1', 'metadataVersion', '', 'missing'],
    ['Name: x\n\nhello\n', 'description', 'hello\n', 'the body is the description'],
    ['hello', 'description', 'hello', 'a body alone'],
    ['Description: hello', 'description', 'hello', 'a description as a header'],
    ['Description: a\n        b\n        c', 'description', 'a\nb\nc', 'indented by eight'],
    ['Description: a\n       |b\n       |', 'description', 'a\nb\n', 'barred'],
    ['Description: a\n\nbody', 'description', 'body', 'the body goes first'],
    ['Summary: a\u2028b\nName: x', 'name', 'x', 'a line separator ends no line, as in e-mails'],
    ['Name: x\nVersion 1\n', 'description', 'Version 1\n', 'a line without colon ends the headers'],
  ] as const) {
    it(why, () => assert.equal(parseMetadata(text)[field], expected))
  }

  it('tells absent from empty', () => {
    assert.ok(!('requiresPython' in parseMetadata('Name: x')))
    assert.equal(parseMetadata('Requires-Python:').requiresPython, '')
    assert.ok(!('summary' in parseMetadata('Name: x')))
  })

  it('reads a long line of blanks in no time', () => {
    const from = performance.now()
    assert.equal(parseMetadata(`Name:${'\t'.repeat(50_000)}${'x'.repeat(50_000)}\u2028`).name.length, 50_000)
    assert.ok(performance.now() - from < 1000)
  })
})

describe('the fields that tell something', () => {
  const metadata = parseMetadata('Classifier: a\nclassifier: UNKNOWN\nCLASSIFIER:\nClassifier: b\nName: x\n')
  it('are neither empty nor unknown, whatever the case of their keys', () =>
    assert.deepEqual(toldFields(metadata), [
      ['classifier', 'a'],
      ['classifier', 'b'],
      ['name', 'x'],
    ]))
  it('have as many values as were written', () =>
    assert.deepEqual(
      [valuesOf(metadata, 'classifier'), valuesOf(metadata, 'name'), valuesOf(metadata, 'license')],
      [['a', 'b'], ['x'], []],
    ))
})
