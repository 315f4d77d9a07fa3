import { objectStoreContract } from '../contracts/object-store.ts'
import { memoryStore } from './memory-store.ts'

describe('the store in memory', () => {
  objectStoreContract(() => Promise.resolve(memoryStore()), { slashKeys: true, conditionalDelete: true })
})
