// What a page can do more with JavaScript: show the password, and tell of Caps Lock. Inline, by its hash in the page's policy.
for (const input of document.querySelectorAll('input[type=password]')) {
  const { show, hide, caps } = input.dataset;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'reveal';
  button.textContent = show;
  button.setAttribute('aria-controls', input.id);
  button.addEventListener('click', () => {
    const isShown = input.type === 'text';
    input.type = isShown ? 'password' : 'text';
    button.textContent = isShown ? show : hide;
  });
  input.form.addEventListener('submit', () => (input.type = 'password'));
  const hint = document.createElement('p');
  hint.className = 'hint';
  hint.setAttribute('role', 'status');
  const tell = (event) => (hint.textContent = event.getModifierState?.('CapsLock') ? caps : '');
  input.addEventListener('keydown', tell);
  input.addEventListener('keyup', tell);
  input.after(button, hint);
}
