/** All that the pages say, in English. `{names}` are filled in by `fill`. */
export const en = {
  privacy: 'Privacy policy',
  terms: 'Terms of service',
  login: {
    title: 'Sign in',
    lead: 'to continue to {application}',
    continueAs: 'Continue as {person}',
    another: 'Or use another account',
    username: 'Username',
    password: 'Password',
    submit: 'Sign in',
    show: 'Show password',
    hide: 'Hide password',
    capsLock: 'Caps Lock is on.',
    incomplete: 'Enter your username and your password.',
    wrong: 'Wrong username or password. Please try again.',
    tooMany: 'Too many wrong passwords. Please try again in {wait}.',
  },
  consent: {
    title: 'Allow access?',
    lead: '{application} would like to:',
    use: 'Use {scope}',
    useAt: 'Use {scope} at {services}',
    nothing: 'Know that you have signed in',
    resources: 'It will use this access at {resources}.',
    person: 'You are signed in as {person}.',
    allow: 'Allow',
    deny: 'Don’t allow',
    untilSignOutOr: 'It stays connected until you sign out here, at most {ttl}.',
    stays: 'It stays connected until you sign out there, or {ttl}.',
    staysUnused: 'It stays connected until you sign out there, or {ttl}; or until it has not been used for {idle}.',
    notKept: 'It is not kept connected: when the access it gets now is over, it has to ask again.',
  },
  logout: { title: 'Sign out?', person: 'You are signed in as {person}.', submit: 'Sign out', stay: 'To stay signed in, close this page or go back.' },
  loggedOut: { title: 'You are signed out', close: 'You can close this page now.' },
  error: {
    title: 'Something went wrong',
    code: 'OAuth error: {code}',
    help: 'Please go back to the application you came from and start again. If that does not help, give its support this reference:',
    /** By what the application’s developer is told; what is not here is shown as it is. */
    descriptions: {} as Record<string, string>,
  },
  /** What allowing a scope means, to a person who has never heard of scopes. */
  scopes: {
    openid: 'Sign you in and recognise you when you come back',
    profile: 'See your name, picture and other details of your profile',
    email: 'See your email address',
    phone: 'See your phone number',
    address: 'See your postal address',
    offline_access: 'Keep this access while you are not using the application, until it is taken back',
    'tokens:read': 'See who is signed in to which applications',
    'tokens:revoke': 'Sign people out of applications',
    'clients:read': 'See the registered applications',
    'clients:write': 'Register, change and remove applications',
    'accounts:read': 'See the accounts of all people',
    'accounts:write': 'Create, change and disable accounts',
    'audit:read': 'Read the audit log',
    'keys:write': 'Replace the keys that sign tokens',
  } as Record<string, string>,
};

/** A language's texts: none may lack one. */
export type Texts = typeof en;
