import { describe, expect, test } from 'vitest'
import { type ClientValue, readClient, readKeySet } from './client.ts'
import { readUpstream, type UpstreamSettings, usualClaims } from './upstream.ts'

const value = (more: Partial<ClientValue> = {}): ClientValue => ({
  name: 'Lịch hẹn khám',
  unit: null,
  kind: 'web',
  auth: 'secret',
  redirect_uris: ['https://lich.dongthap.gov.vn/ve'],
  post_logout_uris: [],
  backchannel_logout_uri: null,
  scopes: ['profile'],
  jwks: null,
  first_party: false,
  account: null,
  contact: null,
  ...more,
})
const refused = (more: Partial<ClientValue>): unknown => {
  try {
    readClient(value(more))
    return 'taken'
  } catch (error) {
    const { code, field } = error as { code: string; field?: string }
    return [code, field]
  }
}

describe('redirect addresses are taken to the letter or not at all', () => {
  test.each([
    'http://lich.dongthap.gov.vn/ve',
    'https://*.dongthap.gov.vn/ve',
    'https://lich.dongthap.gov.vn/*',
    'https://lich.dongthap.gov.vn/ve#x',
    'https://lich.dongthap.gov.vn@ke-gian.example/ve',
    'https://u:p@lich.dongthap.gov.vn/ve',
    'https:lich.dongthap.gov.vn/ve',
    'https:/lich.dongthap.gov.vn/ve',
    'https://lich.dongthap.gov.vn/../ve',
    'https://lich.dongthap.gov.vn/%2e%2e/ve',
    'https://lich.dongthap.gov.vn\\@ke-gian.example/ve',
    'https://lich.dongthap.gov.vn/ve ve',
    'https://lịch.dongthap.gov.vn/ve',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://127.0.0.1.ke-gian.example/ve',
    'http://localhost.ke-gian.example/ve',
    `https://lich.dongthap.gov.vn/${'x'.repeat(600)}`,
    '//lich.dongthap.gov.vn/ve',
    '/ve',
  ])('%s', (uri) => {
    expect(refused({ redirect_uris: [uri] })).toEqual(['client.redirect-unsafe', 'redirect_uris'])
    expect(refused({ post_logout_uris: [uri] })).toEqual(['client.redirect-unsafe', 'post_logout_uris'])
    expect(refused({ backchannel_logout_uri: uri })).toEqual(['client.redirect-unsafe', 'backchannel_logout_uri'])
  })
  test.each([
    'https://a.vn/ve',
    'https://a.vn:8443/ve?x=1',
    'http://localhost:3000/ve',
    'http://127.0.0.1/ve',
    'http://[::1]:8080/ve',
  ])('taken: %s', (uri) => expect(readClient(value({ redirect_uris: [uri] })).redirect_uris).toEqual([uri]))
  test('none, too many, of two hosts', () => {
    expect(refused({ redirect_uris: [' '] })).toEqual(['client.redirect-missing', 'redirect_uris'])
    expect(refused({ redirect_uris: Array.from({ length: 11 }, (_, i) => `https://a.vn/${i}`) })).toEqual([
      'client.redirect-missing',
      'redirect_uris',
    ])
    expect(refused({ redirect_uris: ['https://a.vn/ve', 'https://b.vn/ve'] })).toEqual([
      'client.redirect-hosts',
      'redirect_uris',
    ])
  })
})

test('scopes are known ones, a browser keeps no secret, a machine has neither address nor consent', () => {
  expect(refused({ scopes: ['admin'] })).toEqual(['client.scope', 'scopes'])
  expect(refused({ name: 'a' })).toEqual(['client.name', 'name'])
  expect(refused({ auth: 'key' })).toEqual(['client.keys', 'jwks'])
  expect(readClient(value({ kind: 'browser', auth: 'secret' })).auth).toBe('none')
  expect(readClient(value({ kind: 'machine', account: 'x', scopes: [], first_party: true }))).toMatchObject({
    redirect_uris: [],
    first_party: false,
    scopes: [],
  })
  expect(readClient(value()).scopes).toEqual(['openid', 'profile'])
})

test('a key set has public keys only, of kinds we check', () => {
  const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'a', extra: 'lost' }
  expect(readKeySet(JSON.stringify({ keys: [key] }))).toEqual({
    keys: [{ kty: 'EC', kid: 'a', crv: 'P-256', x: 'x', y: 'y' }],
  })
  for (const wrong of [
    '',
    '{}',
    '{"keys":[]}',
    JSON.stringify({ keys: [{ ...key, d: 'secret' }] }),
    '{"keys":[{"kty":"oct","k":"x"}]}',
    '{"keys":[{"kty":"RSA","n":"x"}]}',
    JSON.stringify({ keys: Array(6).fill(key) }),
  ])
    expect(() => readKeySet(wrong)).toThrow(expect.objectContaining({ code: 'client.keys' }))
})

test('claims of the provider are read by their table: names, ways to write a day, a level that is not said is the lowest', () => {
  const settings: UpstreamSettings = {
    provider: 'vneid',
    name: 'VNeID',
    issuer: 'https://a.vn',
    clientId: 'x',
    clientSecret: null,
    scope: 'openid',
    acrAsked: null,
    claims: usualClaims,
    levels: { LoA1: 1, LoA2: 2 },
    profileHosts: [],
  }
  const said = { sub: 's', HoVaTen: '  Lê  Thị Mai ', SoDinhDanh: '087190990001' }
  expect(readUpstream(settings, { ...said, NgaySinh: '12/03/1990', GioiTinh: 'Nữ' }, 'LoA2')).toEqual({
    subject: 's',
    number: '087190990001',
    name: 'Lê Thị Mai',
    birth: '1990-03-12',
    sex: 'female',
    level: 2,
  })
  expect(readUpstream(settings, { ...said, birthdate: '1990-03-12' }, undefined)).toMatchObject({
    birth: '1990-03-12',
    level: 1,
  })
  expect(readUpstream(settings, { ...said, NgaySinh: '19900312' }, 'LoA9')).toMatchObject({
    birth: '1990-03-12',
    level: 1,
  })
  expect(readUpstream(settings, { sub: 's', NgaySinh: '31/02/1990' }, 'LoA1')).toMatchObject({
    number: null,
    birth: null,
  })
  expect(() => readUpstream(settings, { ...said, SoDinhDanh: '12345' }, 'LoA2')).toThrow()
})
