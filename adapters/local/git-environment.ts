/** What only the agent and its tasks are to see, and what would lead git into another repository than the one it is sent to. */
const withheld =
  /^(?:(?:INPUT|ENDPOINT|SECRET|SECUREFILE)_.*|SYSTEM_ACCESSTOKEN|GIT_(?:DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|NAMESPACE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|SHALLOW_FILE|REPLACE_REF_BASE|EXEC_PATH|EXTERNAL_DIFF|CURL_VERBOSE|REDIRECT_.*|TRACE.*))$/i

/**
 * The environment of a call of git: the step's, so that proxies, credential helpers and ssh agents serve, but never a question to
 * a person, nor a remote helper that is a program. Submodules may lie in folders only where the repository itself does. Parents are those that a
 * commit says, not those of `info/grafts`.
 */
export function gitEnvironment(environment: Readonly<Record<string, string | undefined>>, url: string): Record<string, string> {
  const kept = Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined && !withheld.test(pair[0]))
  return {
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    ...Object.fromEntries(kept),
    GIT_ALLOW_PROTOCOL: url.toLowerCase().startsWith('file:') ? 'https:http:ssh:git:file' : 'https:http:ssh:git',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    // What lies below a file is known not to be there, so git says nothing of it.
    GIT_GRAFT_FILE: '/dev/null/none',
    LC_ALL: 'C',
  }
}
