/** What both scripts below hand over: only texts, and lists and maps of them. A name that is left out is not told, a null is nothing that can be told. */
const plain = `import json, os, sys
WANTED = ('name', 'version', 'install_requires', 'extras_require', 'setup_requires', 'use_scm_version', 'pbr')

def texts(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [str(one) for one in value if isinstance(one, str)]
    return None

def plain(key, value):
    if key in ('use_scm_version', 'pbr'):
        return bool(value)
    if key in ('name', 'version'):
        return value if isinstance(value, str) else None
    if key == 'extras_require':
        return {str(extra): texts(one) or [] for extra, one in value.items()} if isinstance(value, dict) else None
    return texts(value)

def tell(answer, out):
    text = json.dumps(answer)
    if len(text) > 1000000:
        text = json.dumps({'at': answer['at'], 'how': 'failed', 'says': 'it says more than a megabyte', 'told': {}})
    out.write(text + '\\n')
    out.flush()
`

/**
 * Reads setup.py files without running them: the first argument is a JSON file with a list of their paths. Prints a line of JSON for each, after one
 * that is of none (\`at\` is -1): the arguments of its one call of setup() that are literals, or names that stand for one; \`whole\` where that is all there is to know.
 */
export const readingScript = `${plain}
import ast

def known_names(tree):
    stored, loaded, values = {}, {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            count = loaded if isinstance(node.ctx, ast.Load) else stored
            count[node.id] = count.get(node.id, 0) + 1
        elif isinstance(node, ast.alias):
            name = (node.asname or node.name).split('.')[0]
            if name == '*':
                return {}
            stored[name] = stored.get(name, 0) + 1
        elif isinstance(getattr(node, 'name', None), str):
            stored[node.name] = stored.get(node.name, 0) + 1
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            try:
                value = ast.literal_eval(node.value)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                continue
            # A list that is named elsewhere too may have been changed there.
            if stored.get(name) == 1 and (isinstance(value, str) or loaded.get(name) == 1):
                values[name] = value
    return values

def value_of(node, names):
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.List):
        return [value_of(one, names) for one in node.elts]
    if isinstance(node, ast.Dict):
        return {value_of(key, names): value_of(one, names) for key, one in zip(node.keys, node.values)}
    return ast.literal_eval(node)

def is_setup(node):
    called = node.func
    return getattr(called, 'id', None) == 'setup' or getattr(called, 'attr', None) == 'setup'

def read(path):
    with open(path, 'rb') as file:
        tree = ast.parse(file.read(), path)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and is_setup(node)]
    if len(calls) != 1:
        return {'how': 'read', 'told': {}, 'whole': False}
    names, told = known_names(tree), {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in [getattr(node, 'module', None)] + [alias.name for alias in node.names]:
                if name in ('versioneer', 'dunamai', 'setuptools_git_versioning'):
                    told['imports'] = name
    whole = all(word.arg is not None for word in calls[0].keywords)
    for word in calls[0].keywords:
        if word.arg in WANTED:
            try:
                told[word.arg] = plain(word.arg, value_of(word.value, names))
            except Exception:
                told[word.arg] = None
            whole = whole and told[word.arg] is not None
    return {'how': 'read', 'told': told, 'whole': whole}

with open(sys.argv[1], encoding='utf-8') as file:
    paths = json.load(file)
# What is read may end the interpreter: that it was there is said before.
tell({'at': -1, 'how': 'read', 'told': {}}, sys.stdout)
for at, path in enumerate(paths):
    try:
        answer = read(path)
    except SyntaxError as error:
        answer = {'how': 'broken', 'line': error.lineno or 1, 'says': str(error.msg)}
    except Exception as error:
        answer = {'how': 'read', 'told': {}, 'whole': False}
    tell({'at': at, **answer}, sys.stdout)
`

/**
 * Runs the setup.py of the folder that is the first argument, with stand-ins for setuptools and its like, up to its call of setup(), and prints one line of JSON
 * with that call's arguments. What it prints itself goes nowhere.
 */
export const runningScript = `${plain}
import importlib.abc, importlib.machinery, runpy, types

folder = sys.argv[1]
out = os.fdopen(os.dup(1), 'w', encoding='utf-8')
nowhere = os.open(os.devnull, os.O_RDWR)
for descriptor in (0, 1, 2):
    os.dup2(nowhere, descriptor)
sys.dont_write_bytecode = True
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
except Exception:
    pass

def finish(answer):
    try:
        tell({'at': 0, **answer}, out)
    finally:
        os._exit(0)

def setup(*positional, **told):
    answer = {}
    for key in WANTED:
        if key in told:
            answer[key] = plain(key, told[key])
    for name in ('versioneer', 'dunamai', 'setuptools_git_versioning'):
        if name in sys.modules:
            answer['imports'] = name
    finish({'how': 'ran', 'told': answer, 'whole': True})

class Permissive(type):
    def __getattr__(cls, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return Thing
    def __iter__(cls):
        return iter(())

class Thing(metaclass=Permissive):
    def __init__(self, *positional, **named):
        pass
    def __init_subclass__(cls, **named):
        pass
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return Thing
    def __call__(self, *positional, **named):
        return Thing()
    def __iter__(self):
        return iter(())
    def __len__(self):
        return 0
    def __getitem__(self, key):
        return Thing()
    def __setitem__(self, key, value):
        pass
    def __str__(self):
        return ''

class StandIn(types.ModuleType):
    __version__ = '80.0.0'
    __path__ = []
    def __getattr__(self, name):
        if name == 'setup':
            return setup
        if name.startswith('find_') or name.startswith('cythonize'):
            return lambda *positional, **named: []
        if name.startswith('__'):
            raise AttributeError(name)
        if name[:1].islower():
            return type(name, (Thing,), {})
        return Thing

class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    roots = ('setuptools', 'distutils', 'pkg_resources', 'versioneer', 'dunamai', 'setuptools_git_versioning', 'skbuild', 'Cython', 'pybind11', 'setuptools_rust', 'numpy')
    def find_spec(self, name, path, target=None):
        if name.split('.')[0] in self.roots:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
    def create_module(self, spec):
        return StandIn(spec.name)
    def exec_module(self, module):
        pass

sys.meta_path.insert(0, Finder())
os.chdir(folder)
sys.path.insert(0, folder)
sys.argv = ['setup.py', '--name']
try:
    runpy.run_path('setup.py', run_name='__main__')
    says = 'it ended without a call of setup()'
except SystemExit:
    says = 'it exited before its call of setup()'
except BaseException as error:
    says = (type(error).__name__ + ': ' + str(error))[:300]
finish({'how': 'failed', 'told': {}, 'says': says})
`
