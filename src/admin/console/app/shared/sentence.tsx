import { Box } from '@mui/material';

/** A sentence of the admin API, in which names stand in backticks. */
export const Sentence = ({ children }: { children: string }) => (
  <>
    {children.split('`').map((part, place) =>
      place % 2 === 0 ? (
        part
      ) : (
        <Box key={place} component="code" sx={{ fontSize: '0.9em', overflowWrap: 'anywhere' }}>
          {part}
        </Box>
      ),
    )}
  </>
);
