import type { Command } from '../ports.ts'
import type { Environment } from './environment.ts'
import type { Toolchain } from './toolchain.ts'

/**
 * Rewrites a `.tar.gz` (the first argument) where a member is newer than a time (the second), or is somebody's: no later time, nobody's name and
 * no time of packing. Order, contents, modes and links stay. What is no such archive is left for whoever inspects it.
 */
const script = `import gzip, os, sys, tarfile, zlib
path, latest = sys.argv[1], int(sys.argv[2])
known = ('path', 'linkpath', 'size', 'uid', 'gid', 'uname', 'gname', 'mtime', 'atime', 'ctime')
def is_settled(info):
    return info.mtime <= latest and not (info.uid or info.gid or info.uname or info.gname)
try:
    with tarfile.open(path, 'r:gz') as old:
        infos = old.getmembers()
        if all(map(is_settled, infos)):
            sys.exit(0)
        with open(path + '.new', 'wb') as raw, gzip.GzipFile('', 'wb', 9, raw, latest) as packed, \\
                tarfile.open(mode='w', fileobj=packed, format=tarfile.PAX_FORMAT, pax_headers=old.pax_headers) as new:
            for info in infos:
                info.mtime = min(int(info.mtime), latest)
                info.uid = info.gid = 0
                info.uname = info.gname = ''
                info.pax_headers = {name: value for name, value in info.pax_headers.items() if name not in known}
                new.addfile(info, old.extractfile(info) if info.isreg() else None)
except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
    print('The times in ' + os.path.basename(path) + ' stay as they are: ' + str(error))
else:
    os.replace(path + '.new', path)
`

/**
 * Makes an sdist the same bytes whenever it is built of the same files: setuptools, unlike most backends, writes the time of the build and the builder's
 * name into it, whatever SOURCE_DATE_EPOCH says.
 */
export function timesCommand(toolchain: Toolchain, sdist: string, cwd: string, environment: Environment): Command {
  const args = ['-I', '-c', script, sdist, environment['SOURCE_DATE_EPOCH'] ?? '0']
  return { program: toolchain.executable, args, cwd, env: environment, seconds: 0 }
}
