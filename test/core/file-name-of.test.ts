import assert from 'node:assert/strict'
import { fileNameOf } from '../../core/file-name-of.ts'

describe('fileNameOf', () => {
  const cases: [url: string, name: string][] = [
    ['https://host/simple/spam-1.0.tar.gz', 'spam-1.0.tar.gz'],
    ['https://host/spam-1.0.zip?token=a/b#sha256=1', 'spam-1.0.zip'],
    ['https://host/spam-1.0%2Blocal.tar.gz', 'spam-1.0+local.tar.gz'],
    ['file:///tmp/sp%C3%A4m-1.0.zip', 'späm-1.0.zip'],
    ['https://host/a%2Fb.zip', 'a/b.zip'],
    ['https://host/spam-%zz.zip', 'spam-%zz.zip'],
    ['https://host/%C3.zip', '%C3.zip'],
    ['https://host/folder/', ''],
    ['spam.zip', ''],
    ['', ''],
  ]
  for (const [url, name] of cases) it(`'${url}' ends in '${name}'`, () => assert.equal(fileNameOf(url), name))
})
