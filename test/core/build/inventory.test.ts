import assert from 'node:assert/strict'
import { isInventory, readIniInventory, readYamlInventory } from '../../../core/build/inventory.ts'
import { parseYaml } from '../../../core/yaml.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const yaml = (text: string) => parseYaml(text, 'it', 'HOST_FAILED', { nulls: true })

describe('inventory', () => {
  for (const [text, is] of [
    ['all: {hosts: {h: null}}', true],
    ['all: {children: {g: {hosts: {h: null}}}}', true],
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

  it('names the hosts when there are several', () =>
    assert.equal(
      problemCode(() => readIniInventory('a\nb\n', 'it', undefined)),
      'HOST_FAILED',
    ))
})
