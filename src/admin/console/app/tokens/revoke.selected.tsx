import Block from '@mui/icons-material/Block';
import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, LinearProgress, Typography } from '@mui/material';
import { useId, useState, type FormEvent } from 'react';
import { useListContext, useRefresh } from 'react-admin';
import { errorsOf, orderOf, Why, type FieldErrors } from '../shared/act.js';
import { ask } from '../data.provider.js';

/** How far it is; what it could not end is told, and does not stop it. */
interface Course {
  done: number;
  failures: string[];
  isOver: boolean;
}

/** Revokes those that were ticked, one after the other, each under the same reason. */
export function RevokeSelected() {
  const { selectedIds, onUnselectItems } = useListContext();
  const [ids, setIds] = useState<string[] | null>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [course, setCourse] = useState<Course | null>(null);
  const title = useId();
  const refresh = useRefresh();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const order = orderOf(new FormData(event.currentTarget));
    const failures: string[] = [];
    setErrors({});
    for (const [done, id] of ids!.entries()) {
      setCourse({ done, failures, isOver: false });
      const errors = await revoke(id, order);
      // What is wrong with the order is wrong for all.
      if (errors && !errors['']) return setCourse(null), setErrors(errors);
      if (errors) failures.push(`${id}: ${errors['']}`);
    }
    setCourse({ done: ids!.length, failures, isOver: true });
  };
  const close = () => {
    if (course?.isOver) onUnselectItems(), refresh();
    setIds(null);
    setCourse(null);
  };

  return (
    <>
      <Button color="error" startIcon={<Block />} onClick={() => setIds(selectedIds)}>
        Revoke
      </Button>
      <Dialog open={ids !== null} onClose={course && !course.isOver ? undefined : close} aria-labelledby={title} fullWidth maxWidth="sm">
        <form onSubmit={(event) => void submit(event)}>
          <DialogTitle id={title}>Revoke {ids?.length} selected</DialogTitle>
          <DialogContent>{course ? <CourseView course={course} total={ids!.length} /> : <Question errors={errors} />}</DialogContent>
          <DialogActions>
            {(!course || course.isOver) && <Button onClick={close}>{course ? 'Close' : 'Cancel'}</Button>}
            {!course && (
              <Button type="submit" variant="contained" color="error">
                Revoke {ids?.length}
              </Button>
            )}
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}

async function revoke(id: string, order: object): Promise<FieldErrors | null> {
  try {
    await ask('POST', `tokens/${id}/revoke`, order, { 'idempotency-key': crypto.randomUUID() });
    return null;
  } catch (error) {
    return errorsOf(error);
  }
}

const Question = ({ errors }: { errors: FieldErrors }) => (
  <>
    They end at once, with their grants and access tokens. This cannot be undone.
    <Why errors={errors} />
  </>
);

function CourseView({ course: { done, failures, isOver }, total }: { course: Course; total: number }) {
  return (
    <>
      <LinearProgress variant="determinate" value={(100 * done) / total} aria-label="Tokens revoked" sx={{ height: 8, borderRadius: 4, my: 1 }} />
      <Typography role="status">{isOver ? `${done - failures.length} of ${total} revoked.` : `${done} of ${total}`}</Typography>
      {failures.map((failure) => (
        <Alert key={failure} severity="error" sx={{ mt: 1 }}>
          {failure}
        </Alert>
      ))}
    </>
  );
}
