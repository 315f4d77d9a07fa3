import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Profiles that somebody signs in to by a browser (`aws sso login`, `aws login`): no agent does, and four clients of services go with them. */
const ofPeople = `
const refuse = () => async () => {
  throw Object.assign(new Error('a profile that a person signs in to (aws sso login, aws login) serves no pipeline'), { name: 'CredentialsProviderError' })
}
export { refuse as fromSSO, refuse as fromLoginCredentials }`

/**
 * What of the AWS SDK no request of ours needs is left out of a bundle. Its clients describe all that a service can do, in a file of
 * which esbuild drops nothing: a computed key might do something, so it stays. These files hold nothing but arrays, which are said to be pure here.
 */
export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup(bundle) {
    bundle.onLoad({ filter: /@aws-sdk\/[\w-]+\/dist-es\/(?:submodules\/[\w-]+\/)?schemas\/schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(/^((?:export )?var \S+ = )\[([^]*?)\];$/gm, '$1/* @__PURE__ */ (() => [$2])();'),
    }))
    bundle.onResolve({ filter: /^@aws-sdk\/credential-provider-(?:sso|login)$/ }, ({ path }) => ({ path, namespace: 'of-people' }))
    bundle.onLoad({ filter: /./, namespace: 'of-people' }, () => ({ contents: ofPeople }))
    bundle.onLoad({ filter: /@(?:aws-sdk|smithy)\/[\w-]+\/package\.json$/ }, async ({ path }) => {
      const { version }: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'))
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}
