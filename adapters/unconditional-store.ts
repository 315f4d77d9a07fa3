import type { ETag, ObjectStore } from '../core/store.ts'

/**
 * A store whose server knows no conditions, or ignores them: they are looked up here, and what is then written is written in any case. Right only
 * where nobody else writes meanwhile, which the pipeline must see to (`concurrency: none`); each conditional write costs one request more.
 */
export function unconditional(store: ObjectStore): ObjectStore {
  const etagOf = async (key: string): Promise<ETag | undefined> => (await store.head(key))?.etag
  return {
    ...store,
    put: async (key, body, how) => {
      const now = how.when === 'always' ? undefined : await etagOf(key)
      if (how.when === 'absent' ? now !== undefined : how.when !== 'always' && now !== how.when.etag) return { kind: 'refused' }
      return await store.put(key, body, { ...how, when: 'always' })
    },
    delete: async (key, when) => {
      if (when === undefined || (await etagOf(key)) === when) await store.delete(key)
    },
  }
}
