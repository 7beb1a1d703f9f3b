import QuestionAnswer from '@mui/icons-material/QuestionAnswer';
import { Alert, Box, Button, Stack, TextField, Typography } from '@mui/material';
import { useEffect, useState, type FormEvent } from 'react';
import { HttpError, Title, useLocation, useNavigate } from 'react-admin';
import { ask } from '../data.provider.js';
import type { Explanation } from './explanation.js';
import { Explained } from './explained.js';
import { isId, questionsOf } from './question.js';

const UNKNOWN = 'We never issued anything with this id, and no request had it, or what we knew of it is past its retention.';

/** Why does it not work? A token goes into the request's body, and nowhere else; of an id the page may be kept. */
export default function ExplainPage() {
  const asked = new URLSearchParams(useLocation().search).get('id') ?? '';
  const navigate = useNavigate();
  const [text, setText] = useState(asked);
  const [answer, setAnswer] = useState<Explanation | null>(null);
  const [refusal, setRefusal] = useState('');
  const [isBusy, setBusy] = useState(false);

  const explain = async (about: string) => {
    setBusy(true);
    setRefusal('');
    try {
      setAnswer(await find(about));
    } catch (error) {
      setAnswer(null);
      setRefusal(error instanceof HttpError && error.status === 404 ? UNKNOWN : error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };

  useEffect(() => {
    if (!asked) return;
    setText(asked);
    void explain(asked);
  }, [asked]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const about = text.trim();
    if (isId(about) && about !== asked) return navigate(`/explain?${new URLSearchParams({ id: about })}`);
    if (!isId(about) && asked) navigate('/explain');
    void explain(about);
  };

  return (
    <Box sx={{ py: 2, maxWidth: 960 }}>
      <Title title="Explain" />
      <Typography sx={{ mb: 2 }}>Why was somebody logged out? Paste what he has: a refresh token, access token or ID token, the id of a token, a jti, or the request id that his application was given.</Typography>
      <Stack component="form" direction={{ xs: 'column', sm: 'row' }} spacing={2} sx={{ alignItems: { sm: 'flex-start' } }} onSubmit={submit}>
        <TextField
          label="Token, token id, jti or request id"
          value={text}
          onChange={({ target }) => setText(target.value)}
          required
          fullWidth
          autoComplete="off"
          slotProps={{ htmlInput: { spellCheck: false, autoCapitalize: 'none', autoCorrect: 'off', maxLength: 20_000 } }}
          helperText="A token is sent in the request alone: it enters neither the address nor the history, and is not stored."
        />
        <Button type="submit" variant="contained" loading={isBusy} startIcon={<QuestionAnswer />} sx={{ flexShrink: 0, height: 40 }}>
          Explain
        </Button>
      </Stack>
      <Box aria-live="polite" sx={{ mt: 2 }}>
        {refusal && <Alert severity="warning">{refusal}</Alert>}
        {answer && <Explained explanation={answer} />}
      </Box>
    </Box>
  );
}

/** The first that is known. */
async function find(about: string): Promise<Explanation> {
  const questions = questionsOf(about);
  for (const question of questions.slice(0, -1)) {
    try {
      return await ask<Explanation>('POST', 'explain', question);
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 404) throw error;
    }
  }
  return ask<Explanation>('POST', 'explain', questions.at(-1));
}
