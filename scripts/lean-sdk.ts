import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/**
 * What of the AWS SDK no request of ours needs is left out of a bundle. Its clients describe all that a service can do, in a file of
 * which esbuild drops nothing: a computed key might do something, so it stays. These files hold nothing but arrays, which are said to be pure here.
 */
export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup(bundle) {
    bundle.onLoad(
      { filter: /@aws-sdk[\\/][\w-]+[\\/]dist-es[\\/](?:submodules[\\/][\w-]+[\\/])?schemas[\\/]schemas_\d+\.js$/ },
      async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replaceAll(
          /^((?:export )?var \S+ = )\[([^]*?)\];$/gm,
          '$1/* @__PURE__ */ (() => [$2])();',
        ),
      }),
    )
    bundle.onLoad({ filter: /@(?:aws-sdk|smithy)[\\/][\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version }: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'))
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}
