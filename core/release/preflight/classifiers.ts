import { type CoreMetadata, valuesOf } from '../../python/metadata.ts'
import { aboutAll, type Flaw, flaw } from './fault.ts'

/** What every classifier begins with (trove-classifiers 2026.9); the nearly 900 themselves are the index's to know. */
const tops = new Set([
  'Development Status',
  'Environment',
  'Framework',
  'Intended Audience',
  'License',
  'Natural Language',
  'Operating System',
  'Programming Language',
  'Topic',
  'Typing',
])

/** Classifiers that PyPI no longer takes, and what it takes instead. */
const withdrawn = new Map([
  ['Framework :: Django CMS :: 4.2', 'Framework :: Django CMS :: 5.0'],
  ['License :: OSI Approved :: Intel Open Source License', ''],
  ['License :: OSI Approved :: Jabber Open Source License', ''],
  ['License :: OSI Approved :: MITRE Collaborative Virtual Workspace License (CVW)', ''],
  ['License :: OSI Approved :: Sun Industry Standards Source License (SISSL)', ''],
  ['License :: OSI Approved :: X.Net License', ''],
  ['Natural Language :: Ukranian', 'Natural Language :: Ukrainian'],
  ['Topic :: Communications :: Chat :: AOL Instant Messenger', ''],
])

/** Whether classifiers have the shape of one and are none that was withdrawn; `Private ::` keeps a project from PyPI on purpose. */
export function judgeClassifiers(metadata: CoreMetadata): Flaw[] {
  const all = valuesOf(metadata, 'classifier')
  const mine = all.filter((one) => one.startsWith('Private ::'))
  const unknown = all.filter((one) => !one.startsWith('Private ::') && !isClassifier(one))
  const old = all.filter((one) => withdrawn.has(one))
  return [
    ...aboutAll(mine, (told) => flaw('classifier', `its metadata say that it is not for PyPI: ${told}`)),
    ...aboutAll(unknown, (told) => flaw('classifier', `its metadata hold what is no classifier: ${told}`)),
    ...aboutAll(old.map(instead), (told) => flaw('classifier', `its metadata hold a classifier that was withdrawn: ${told}`)),
  ]
}

function isClassifier(text: string): boolean {
  const parts = text.split(' :: ')
  return (
    parts.length > 1 && tops.has(parts[0] ?? '') && parts.every((part) => part !== '' && part === part.trim() && !/[\n\r]|::/.test(part))
  )
}

function instead(classifier: string): string {
  const other = withdrawn.get(classifier) ?? ''
  return other === '' ? classifier : `${classifier} (now ${other})`
}
