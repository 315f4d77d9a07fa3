import assert from 'node:assert/strict'
import { choiceText, pythonTitle } from '../../../core/wanted/decision.ts'
import { row } from './rows.ts'

describe('titles of a row', () => {
  for (const python of ['cp314', 'cp312-abi3', 'cp314t', 'py3']) it(python, () => assert.equal(pythonTitle(row({ python })), python))
  for (const choice of ['latest', 'static', '>=1.0,<2', '1.10', 'v1.0-RC1'])
    it(choice, () => assert.equal(choiceText(row({ choice })), choice))
})
