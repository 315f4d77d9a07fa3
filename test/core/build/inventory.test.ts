import assert from 'node:assert/strict'
import { isInventory, readIniInventory, readYamlInventory } from '../../../core/build/inventory.ts'
import { parseYaml } from '../../../core/yaml.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const yaml = (text: string) => parseYaml(text, 'it', 'HOST_FAILED', { nulls: true })

describe('inventory', () => {
  for (const [text, is] of [
    ['all: {hosts: {h: null}}', true],
    ['all: {children: {g: {hosts: {h: null}}}}', true],
    ['{"_meta": {"hostvars": {"h": {}}}, "all": {"children": ["ungrouped"]}, "ungrouped": {"hosts": ["h"]}}', true],
    ['host: h', false],
    ['[a, b]', false],
    ['pythons: {"3.14": x}', false],
  ] as const)
    it(`${is ? 'knows' : 'does not take for one'}: ${text}`, () => assert.equal(isInventory(yaml(text)), is))

  it('lets a host win over its group, and a group over those above', () => {
    const text =
      'all:\n  vars: {a: top, b: top, c: top}\n  children:\n    g:\n      vars: {b: group, c: group}\n      hosts:\n        h: {c: host}\n'
    assert.deepEqual(readYamlInventory(yaml(text), undefined).value, { ansible_host: 'h', a: 'top', b: 'group', c: 'host' })
    const ini = '[g]\nh c=host\n[all:vars]\na=top\nb=top\nc=top\n[g:vars]\nb=group\nc=group\n'
    assert.deepEqual(readIniInventory(ini, 'it', undefined).value, { ansible_host: 'h', a: 'top', b: 'group', c: 'host' })
  })

  it('counts a host in two groups once', () =>
    assert.deepEqual(readIniInventory('[a]\nh x=1\n[b]\nh y=2\n', 'it', undefined).value, { ansible_host: 'h', x: '1', y: '2' }))

  it('lets a host win over its groups, wherever it says what', () => {
    const wins = { ansible_host: 'h', x: 'host' }
    assert.deepEqual(readIniInventory('[a]\nh x=host\n[b]\nh\n[b:vars]\nx=group\n', 'it', undefined).value, wins)
    assert.deepEqual(readYamlInventory(yaml('a: {hosts: {h: {x: host}}}\nb: {vars: {x: group}, hosts: {h: null}}'), undefined).value, wins)
  })

  it('hands on what a group above says, round or not', () => {
    const text =
      '[g]\nh\n[above:children]\ng\n[top:children]\nabove\n[g:children]\ntop\n[above:vars]\na=above\nb=above\n[top:vars]\na=top\nc=top\n'
    assert.deepEqual(readIniInventory(text, 'it', undefined).value, { ansible_host: 'h', a: 'above', b: 'above', c: 'top' })
  })

  it('knows a port behind the name, unless another is said', () => {
    assert.deepEqual(readIniInventory('h.example:2222 x=1', 'it', undefined).value, {
      ansible_host: 'h.example',
      ansible_port: '2222',
      x: '1',
    })
    assert.deepEqual(readIniInventory('h:1 ansible_port=2', 'it', undefined).value, { ansible_host: 'h', ansible_port: '2' })
    assert.deepEqual(readIniInventory('fe80::1', 'it', undefined).value, { ansible_host: 'fe80::1' })
  })

  it('reads what ansible-inventory prints', () => {
    const text = '{"_meta": {"hostvars": {"h": {"ansible_port": 7}, "i": {}}}, "all": {"children": ["g"]}, "g": {"hosts": ["h", "i"]}}'
    assert.deepEqual(readYamlInventory(yaml(text), 'h').value, { ansible_host: 'h', ansible_port: '7' })
  })

  it('names the hosts when there are several', () =>
    assert.equal(
      problemCode(() => readIniInventory('a\nb\n', 'it', undefined)),
      'HOST_FAILED',
    ))
})
