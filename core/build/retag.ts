import type { WheelName } from '../python/wheel-name.ts'

/** What a wheel's name is to say that it does not say yet. */
export interface Retag {
  /** The platform tag that replaces the wheel's own; empty to leave them. */
  readonly platform: string
  /** The PEP 427 build number; 0 to leave it. */
  readonly build: number
}

/**
 * What is to change in the name of a built wheel: the platform that was asked for, where the recipe says `retag`, and the build number. A wheel for
 * every platform stays one: were it renamed, nobody would see that its extension module is missing.
 */
export function retagOf(name: WheelName, wish: { readonly platform: string; readonly build: number }, retag: boolean): Retag | undefined {
  const own = name.tags.map((tag) => tag.platform)
  const wished = wish.platform.toLowerCase().replaceAll(/[-.]/g, '_')
  const platform = retag && !own.includes('any') && own.some((one) => one.toLowerCase() !== wished) ? wished : ''
  const build = (name.build?.number ?? 0) < wish.build ? wish.build : 0
  return platform === '' && build === 0 ? undefined : { platform, build }
}

/**
 * Writes a wheel anew under its new name (the folder, the wheel, the platform and the build number are its arguments) and prints that name. Members stay
 * in order, with their times and modes, so that the same wheel comes to the same bytes; WHEEL's Tag and Build lines and RECORD follow the name (PEP 427).
 */
export const retagScript = `import base64, csv, hashlib, io, os, sys, zipfile
into, wheel, platform, build = sys.argv[1:5]
parts = os.path.basename(wheel)[:-4].split('-')
distribution, tags = parts[:2], parts[-3:]
numbers = [build] if build != '0' else parts[2:-3]
if platform:
    tags[2] = platform
name = '-'.join(distribution + numbers + tags) + '.whl'
expanded = ['-'.join((p, a, t)) for p in tags[0].split('.') for a in tags[1].split('.') for t in tags[2].split('.')]

def rewrite(text):
    lines = [line for line in text.splitlines() if line and not line.startswith(('Tag:', 'Build:'))]
    lines += ['Build: ' + number for number in numbers] + ['Tag: ' + tag for tag in expanded]
    return '\\n'.join(lines) + '\\n'

def record(text, path, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')
    out = io.StringIO()
    writer = csv.writer(out, lineterminator='\\n')
    for row in csv.reader(text.splitlines()):
        if row:
            writer.writerow([path, 'sha256=' + digest, str(len(data))] if row[0] == path else row)
    return out.getvalue()

with zipfile.ZipFile(wheel) as old:
    members = [(info, old.read(info)) for info in old.infolist()]
    top = [info.filename for info, _ in members if info.filename.count('/') == 1 and info.filename.endswith('.dist-info/WHEEL')]
    if len(top) != 1:
        sys.exit('the wheel holds no .dist-info/WHEEL, or more than one')
    path = top[0]
    changed = rewrite(old.read(path).decode('utf-8')).encode('utf-8')
with zipfile.ZipFile(os.path.join(into, name), 'w', zipfile.ZIP_DEFLATED) as new:
    for info, data in members:
        if info.filename == path:
            data = changed
        elif info.filename == path[:-5] + 'RECORD':
            data = record(data.decode('utf-8'), path, changed).encode('utf-8')
        member = zipfile.ZipInfo(info.filename, info.date_time)
        member.external_attr, member.create_system, member.compress_type = info.external_attr, info.create_system, info.compress_type
        new.writestr(member, data)
print('renamed to ' + name)`
