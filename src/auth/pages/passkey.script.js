// Passkeys (WebAuthn), where the browser knows them: forms with data-passkey, hidden without this script, show an authenticator's answer.
// Inline, by its hash in the page's policy.
{
  const toBytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const withBytes = (credentials = []) => credentials.map((credential) => ({ ...credential, id: toBytes(credential.id) }));

  const prepare = ({ challenge, user, excludeCredentials, allowCredentials, ...rest }) => ({
    ...rest,
    challenge: toBytes(challenge),
    ...(user ? { user: { ...user, id: toBytes(user.id) }, excludeCredentials: withBytes(excludeCredentials) } : { allowCredentials: withBytes(allowCredentials) }),
  });

  const describe = ({ id, type, response, authenticatorAttachment }) => {
    const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'].filter((name) => response[name]);
    const said = { ...Object.fromEntries(parts.map((name) => [name, toText(response[name])])), transports: response.getTransports?.() };
    return JSON.stringify({ id, rawId: id, type, response: said, authenticatorAttachment: authenticatorAttachment ?? undefined, clientExtensionResults: {} });
  };

  async function ask({ passkey: kind, source }, rest) {
    const answer = await fetch(source, { cache: 'no-store' });
    if (!answer.ok) throw new Error(`no challenge: ${answer.status}`);
    return navigator.credentials[kind]({ publicKey: prepare(await answer.json()), ...rest });
  }

  /** The person chooses a passkey where browsers offer what they know to fill in. */
  async function offer(form, { signal }) {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    await ask(form.dataset, { mediation: 'conditional', signal }).then((credential) => send(form, credential), () => undefined);
  }

  function send(form, credential) {
    form.elements.credential.value = describe(credential);
    form.submit();
  }

  function tell(form) {
    const alert = form.querySelector('[role=alert]') ?? document.createElement('p');
    alert.className = 'alert';
    alert.setAttribute('role', 'alert');
    alert.textContent = form.dataset.failed;
    form.append(alert);
  }

  for (const form of window.PublicKeyCredential ? document.querySelectorAll('form[data-passkey]') : []) {
    let waiting = new AbortController();
    const begin = () => {
      waiting.abort();
      waiting = new AbortController();
      if ('offer' in form.dataset) void offer(form, waiting);
    };
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      waiting.abort();
      await ask(form.dataset, {}).then((credential) => send(form, credential), () => (tell(form), begin()));
    });
    begin();
    setInterval(begin, 540_000); // milliseconds; a challenge is good for ten minutes
  }
}
