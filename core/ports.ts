import type { FileEntry } from './index/entry.ts'
import type { ProjectStatus } from './index/status.ts'
import type { Instant } from './instant.ts'
import type { ProjectName } from './python/name.ts'
import type { ClassicIntervention, ClassicRelease } from './release/classic/evidence.ts'
import type { Approval, Check, CheckConfiguration, CheckSuite, Fact, ListedArtifact, Run, TimelineRecord } from './release/evidence.ts'
import type { SdistContents } from './sdist/contents.ts'
import type { Sha256 } from './sha256.ts'
import type { MemberLook, WheelContents } from './wheel/contents.ts'
import type { ZipLayout } from './wheel/zip-layout.ts'

/** A file on this machine, with what is known of its bytes. */
export interface OnDisk {
  readonly path: string
  readonly size: number
  readonly sha256: Sha256
}

/** What an index says of one project. */
export interface ProjectListing {
  readonly files: readonly FileEntry[]
  /** Names of files that were published once and are gone; their names are never used again. */
  readonly deleted: readonly string[]
  /** What the project is declared to be, where the index says so (PEP 792). */
  readonly status?: ProjectStatus
}

/** Reads what exists: an upstream index, or our own store's documents. */
export interface PackageIndex {
  /** For messages: its URL or location. */
  readonly name: string
  /** `undefined`: known to be absent. Unreachable or unreadable throws a Problem: it is never "nothing there". */
  project(name: ProjectName): Promise<ProjectListing | undefined>
}

/** A file somewhere, read by places: `length` bytes from `from` on, all of which it has. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number
  read(from: number, length: number): Promise<Uint8Array>
}

export interface WheelFiles {
  /** Reads a zip on disk: hashes every member as it goes and keeps the bytes of those that `keep` names. A zip that is none is a Problem `WHEEL_INVALID`. */
  open(path: string, keep: (path: string) => boolean, look?: MemberLook): Promise<WheelContents>
  /** Reads directory and METADATA of a wheel from its end: one read where they are small; no hash is known then. A zip that is none is `WHEEL_INVALID`; what `access` throws is thrown on. */
  metadata(file: string, access: RandomAccess): Promise<Pick<WheelContents, 'entries' | 'members'>>
  /** How a zip lies in its file; reads its headers alone. One without a directory at its end is `WHEEL_INVALID`. */
  layout(path: string): Promise<ZipLayout>
}

export interface SdistFiles {
  /** Reads a `.tar.gz` or `.zip` as a stream to its very end, keeping the bytes of the members that `keep` names. One that is broken or past all bounds is a Problem `FILE_INVALID`. */
  open(path: string, keep: (path: string) => boolean): Promise<SdistContents>
}

/** One program to run: never a shell string. `env` is the whole environment. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Seconds after which it is stopped; 0 for no bound. */
  readonly seconds: number
}

export type Exit =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled' | 'timed-out' | 'cancelled' }
  /** The program is not there, or cannot be started. */
  | { readonly kind: 'not-started'; readonly says: string }
  /** The connection to the machine broke: what the program did is not known. */
  | { readonly kind: 'lost'; readonly says: string }

/** Programs of a machine. */
export interface Processes {
  /** Runs to the end; every line of stdout and stderr goes to `on`, unchanged. Cancel and timeout stop all that it has started. */
  run(command: Command, on: (line: string) => void): Promise<Exit>
}

/** A machine that builds. Its paths are its own; what a build writes lies below `folder`. What breaks on the way there is a Problem `HOST_LOST`. */
export interface Host extends Processes {
  /** For people: `this agent`, `root@10.0.0.4`. */
  readonly name: string
  readonly windows: boolean
  /** Absolute, and the same on every retry: compilers write it into what they make. */
  readonly folder: string
  /** What programs there see by themselves: of this agent the step's environment, of another machine what a command over ssh sees. */
  readonly environment: Readonly<Record<string, string | undefined>>
  join(...parts: readonly string[]): string
  /** Makes a folder, with those above it. */
  make(folder: string): Promise<void>
  /** Writes a small text whole, with the folders above it. */
  write(path: string, text: string): Promise<void>
  /** Brings a file or a tree of this agent to a path there at which nothing is, with its times, rights and links. */
  put(from: string, to: string): Promise<void>
  /** Fetches one file to this agent, whole or not at all. */
  get(from: string, to: string): Promise<void>
  /** As `Files.find`. */
  find(root: string, globs: readonly string[]): Promise<string[]>
  remove(path: string): Promise<void>
  /** Where pythons are there, label to program, as whoever made the host says; undefined where nobody says it. */
  readonly pythons?: ReadonlyMap<string, string>
  /** Gives a machine back that was opened: its `folder` goes, and what still runs. Of this agent there is nothing to give back. */
  close?(): Promise<void>
}

/** The repositories that sources come from. */
export interface Git {
  /** The commit (40 hex digits) that a branch, tag or commit of a remote names; undefined when it has no such ref. `UNRESOLVED` when the remote cannot be read. */
  commitOf(url: string, ref: string): Promise<string | undefined>
  /** When a commit of the checkout at `folder` was made, in seconds since 1970; undefined where that is unknown. */
  timeOf(folder: string, commit: string): Promise<number | undefined>
  /** Fetches one commit of a remote into the new folder `into`, with tags (setuptools-scm), and answers its time in seconds since 1970. */
  fetch(url: string, commit: string, into: string): Promise<number>
}

/** Files of this machine. */
export interface Files {
  read(path: string): Promise<Uint8Array | undefined>
  /** Whole or not at all: written beside, then renamed. Makes the folders above. */
  write(path: string, bytes: Uint8Array | string): Promise<void>
  /** Regular files below `root` whose `/`-separated relative path matches a glob (picomatch, dot files too), sorted, relative. Links are not followed. */
  find(root: string, globs: readonly string[]): Promise<string[]>
  kind(path: string): Promise<'file' | 'folder' | undefined>
  /** What a path leads to through all links, its own path without any; undefined where nothing is, or neither a file nor a folder. */
  behind(path: string): Promise<{ readonly path: string; readonly kind: 'file' | 'folder'; readonly size: number } | undefined>
  /**
   * Copies a file or a tree, with what its links lead to where that lies outside, but within `bound`, where one is given: other links stay.
   * `skip` names folders that are left out.
   */
  copy(from: string, to: string, skip?: readonly string[], bound?: string): Promise<void>
  /** Size and digest, read as a stream. */
  measure(path: string): Promise<OnDisk>
  remove(path: string): Promise<void>
  /** A new empty folder below the agent's temporary directory, its name beginning with `label`. */
  scratch(label: string): Promise<string>
  /** Unpacks a `.tar.gz` or `.zip` below `into`, refusing members that would leave it (`FILE_INVALID`). */
  unpack(archive: string, into: string): Promise<void>
}

/** Fetches one file over http(s) or from `file:` to disk; its hash is checked when one is given (`HASH_MISMATCH`). */
export interface Downloads {
  fetch(url: string, to: string, sha256: Sha256 | undefined): Promise<OnDisk>
}

/** What a task tells the run that it is part of. */
export interface Pipeline {
  /** Attaches a file to the run as `<artifact>/<its name>`; the upload starts at once, so the file must not change any more. */
  attach(artifact: string, path: string): void
  /** Adds a file to the timeline record of this step, for whoever reads the run by REST (`task.addattachment`). */
  annotate(type: string, name: string, path: string): void
  progress(percent: number, what: string): void
  /** Publishes JUnit reports as one test run of that title; they are read later, so the files must not change any more. Failing tests fail nothing here. */
  publishTests(title: string, paths: readonly string[]): void
  /** Publishes a Cobertura file as the run's coverage: of several, the service shows the last. */
  publishCoverage(path: string): void
  /** Puts a tag on the run; letters, digits, `.`, `_` and `-` (agent sources, Build/BuildCommandExtension.cs: it goes into a URL). */
  tag(name: string): void
  /** Keeps a value for this task's own post-job step; a secret one is masked. */
  remember(name: string, value: string, secret?: boolean): void
}

/** An artifact of a run, and where it is fetched. */
export interface RunArtifact extends ListedArtifact {
  readonly downloadUrl: string
}

/** Artifacts of the runs of one project, read by REST. */
export interface Artifacts {
  list(run: number): Promise<readonly RunArtifact[]>
  /** Leaves the artifact's files below `into`, without the artifact's name as a folder. */
  download(artifact: RunArtifact, into: string): Promise<void>
}

/** Runs of one project, read by REST. What cannot be read is an unknown fact, never an empty one. */
export interface Builds {
  run(id: number): Promise<Fact<Run>>
  /** As it is now, or the one that the service keeps of earlier attempts under an id. */
  timeline(id: number, earlier?: string): Promise<Fact<readonly TimelineRecord[]>>
}

/** Approvals and checks of the service, read by REST. */
export interface Approvals {
  /** By the id of the stage's checkpoint. */
  suite(id: string): Promise<Fact<CheckSuite>>
  approval(id: string): Promise<Fact<Approval>>
  /** The checks that a resource asks for now. */
  configurations(resource: Check['resource']): Promise<Fact<readonly CheckConfiguration[]>>
}

/** Classic releases of the service, read by REST. */
export interface Releases {
  release(id: number): Promise<Fact<ClassicRelease>>
  interventions(release: number): Promise<Fact<readonly ClassicIntervention[]>>
}

/** A file to upload, and the form fields that describe it (name and value, in order). */
export interface Upload extends OnDisk {
  readonly name: string
  readonly fields: readonly (readonly [string, string])[]
}

/** What an index answered to an upload. `unsure`: it may or may not have been stored. */
export type Uploaded =
  | { readonly kind: 'stored' | 'exists' }
  | { readonly kind: 'refused'; readonly says: string }
  | {
      readonly kind: 'unsure'
      readonly says: string
      /** Milliseconds the server asked to wait; 0 when it did not. */ readonly wait: number
    }

/** What a client of the web gets for one request, whatever its status. */
export interface WebAnswer {
  readonly status: number
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The address that answered, after redirects. */
  readonly url: string
  /** Decoded as Content-Encoding says; empty for HEAD. */
  readonly bytes: Uint8Array
}

/** The web as a client sees it. */
export interface Web {
  /** One GET or HEAD; redirects are followed, and user and password of the address go along. No answer, or nothing but 5xx, is a Problem `INDEX_UNREACHABLE`. */
  ask(method: 'GET' | 'HEAD', url: string, headers: Readonly<Record<string, string>>): Promise<WebAnswer>
}

export interface Uploader {
  /** One try. The bytes are hashed again as they are sent from one open file; other bytes than `sha256` says are a Problem `PLAN_CHANGED`. */
  upload(file: Upload): Promise<Uploaded>
}

export interface Log {
  say(kind: 'info' | 'warning' | 'error' | 'debug', text: string): void
  /** A line of somebody else's, disarmed. */
  foreign(line: string): void
  group<T>(title: string, body: () => Promise<T>): Promise<T>
  /** Hands a logging command on to the agent as it is: only for a line of a script that the user trusts, with a command that the user has named. */
  command(line: string): void
}

export interface Clock {
  now(): Instant
  sleep(milliseconds: number): Promise<void>
}
