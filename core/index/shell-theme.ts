/** Where the choice of colours is remembered. */
const memory = 'wheelworks-colours'

/** Takes up the remembered colours before anything is drawn. A browser may forbid the memory: then the system's colours it is. */
export const themeStart = `try { const chosen = localStorage.getItem('${memory}'); if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.colours = chosen } catch {}
`

/** The button between dark and light: what equals the system's choice is forgotten, so that the page follows the system again. */
export const themeScript = String.raw`
const colours = document.getElementById('colours')
const system = matchMedia('(prefers-color-scheme: dark)')

function chosenColours() { return document.documentElement.dataset.colours || systemColours() }
function systemColours() { return system.matches ? 'dark' : 'light' }
function remember(chosen) {
  try {
    if (chosen === systemColours()) localStorage.removeItem('${memory}')
    else localStorage.setItem('${memory}', chosen)
  } catch { /* The choice holds until the page is closed. */ }
}
function nameColours() {
  const other = chosenColours() === 'dark' ? 'light' : 'dark'
  colours.textContent = other === 'dark' ? '\u263E' : '\u2600'
  colours.setAttribute('aria-label', 'Use ' + other + ' colours')
  colours.setAttribute('title', 'Use ' + other + ' colours')
}
colours.addEventListener('click', () => {
  const other = chosenColours() === 'dark' ? 'light' : 'dark'
  if (other === systemColours()) delete document.documentElement.dataset.colours
  else document.documentElement.dataset.colours = other
  remember(other)
  nameColours()
})
system.addEventListener('change', nameColours)
nameColours()
`
