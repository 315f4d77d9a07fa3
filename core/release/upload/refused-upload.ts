import { Problem } from '../../problem.ts'

/** What people do about a refusal, by the words of PyPI (forklift/legacy.py of warehouse) and of the clients that met it; the first that fits. */
const remedies: readonly (readonly [says: RegExp, remedy: string])[] = [
  [
    /alert .*(?:certificate|unknown ca)|required SSL certificate/i,
    'That server wants a certificate of this agent, and another one where it was shown one: configure it with --sslclientcert and --sslclientcertkey, and set uploader: builtin, for twine shows none.',
  ],
  [
    /certificate has expired|certificate is not yet valid/i,
    "That certificate is for another time: have it renewed, or check this agent's clock.",
  ],
  [
    /altnames|(?:Hostname|IP address) mismatch/i,
    'That certificate is for other hosts: write the address with a host that it names, or check who answers there.',
  ],
  [
    /certificate|self[- ]signed|SSLError/i,
    "This agent does not trust that server's certificate: configure it with --sslcacert, or name its authority's file in NODE_EXTRA_CA_CERTS; where REQUESTS_CA_BUNDLE is set, twine goes by that.",
  ],
  [/previously used by a file|since been deleted/i, 'That name is used up for ever: raise the version, or rebuild with a build tag.'],
  [/older than 14 days/i, 'That release is closed; what it lacks can only come with another version.'],
  [/only one sdist/i, 'Take the other sdist out of what is released, or raise the version.'],
  [
    /too large|limit for (?:project|file)|exceeds? .*limit/i,
    'Make it smaller, or ask the index for a higher limit (docs.pypi.org/project-management/storage-limits).',
  ],
  [
    /answered 40[13]\b|authentication|isn't allowed to upload|verified .*email|two-factor/i,
    'Check as whom this step signs in, what the token is for, and that it has not expired. It is not tried again: too many such tries lock an account.',
  ],
  [/a redirect/, 'Write the address that it leads to as the repository, if you trust it.'],
  [/answered 40[45]\b/, 'Check the upload address: that of an index ends mostly in /legacy/ or /upload/.'],
  [
    /InvalidDistribution|metadata/i,
    'Correct the metadata and build anew; or take a newer twine, or uploader: builtin, where twine does not know a newer field.',
  ],
]

/** The Problem `RELEASE_FAILED` of a file that an index, or the client, has refused for good. */
export function refusedUpload(file: string, says: string): Problem {
  const remedy = remedies.find(([words]) => words.test(says))?.[1] ?? 'Correct what it says.'
  const what = says.startsWith('it answered') ? `The index refused ${file}: ${says}.` : `${file} was not uploaded: ${says}.`
  return new Problem('RELEASE_FAILED', what.replace(/\.\.$/, '.'), `${remedy} Then run this stage again; what is published stays.`)
}
