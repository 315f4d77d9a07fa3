// A CloudFront Function (cloudfront-js-2.0, event viewer-request) before a bucket that PublishIndex keeps in the layout `website`, `both` or `rest`.
// It runs before the cache is asked, and the address that it makes is what is cached: JSON and HTML of a page lie under keys of their own.
//   /simple/demo/    -> /simple/demo/index.json for who accepts JSON (pip 22.2 and newer, uv), else /simple/demo/index.html
//   /simple/demo     -> redirected to /simple/demo/
//   /simple/De_mo/   -> redirected to /simple/de-mo/, the normalised name
//   /simple/         -> the list of projects, likewise
//   /                -> /index.html, the page for people
//   a raw + in a path -> %2B, for S3 reads it as a blank

const jsonType = /application\/vnd\.pypi\.simple\.(?:v1|latest)\+json(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))/

// oxlint-disable-next-line no-unused-vars -- CloudFront calls it by this name.
function handler(event) {
  const request = event.request
  let uri = request.uri.replace(/\+/g, '%2B')
  const accept = request.headers.accept ? request.headers.accept.value : ''
  const page = jsonType.test(accept) ? 'index.json' : 'index.html'

  const parts = /^((?:\/[^/\\]+)*\/simple)(?:\/([^/]*))?(\/?)$/.exec(uri)
  const isObject = parts && (parts[2] === 'index.html' || parts[2] === 'index.json')
  if (parts && !isObject) {
    const name = parts[2] ? parts[2].replace(/[-_.]+/g, '-').toLowerCase() : ''
    const whole = parts[1] + '/' + (name ? name + '/' : '')
    if (uri !== whole) return redirect(whole)
    uri = whole + page
  } else if (uri.endsWith('/')) {
    uri += 'index.html'
  }
  request.uri = uri
  return request
}

function redirect(to) {
  return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: to }, 'cache-control': { value: 'max-age=3600' } } }
}
