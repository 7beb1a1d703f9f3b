import { useEffect, useState } from 'react';
import { useLogoutIfAccessDenied } from 'react-admin';
import { ask } from '../data.provider.js';

/** What was answered last, and what went wrong since. */
export interface Live<Answer> {
  answer?: Answer;
  trouble?: string;
}

const never = () => false;

/** Asks the admin API again every so many seconds, as long as somebody looks at the page and the answer may change. */
export function useLive<Answer>(path: string, seconds: number, isLast: (answer: Answer) => boolean = never): Live<Answer> {
  const [live, setLive] = useState<Live<Answer> & { of?: string }>({});
  const leaveIfDenied = useLogoutIfAccessDenied();

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async () => {
      clearTimeout(timer);
      try {
        const answer = await ask<Answer>('GET', path);
        if (isOver) return;
        setLive({ answer, of: path });
        isOver = isLast(answer);
      } catch (error) {
        if (isOver || (await leaveIfDenied(error))) return;
        setLive((last) => ({ ...last, trouble: error instanceof Error ? error.message : String(error) }));
      }
      if (!isOver && !document.hidden) timer = setTimeout(() => void look(), seconds * 1000);
    };
    const lookAgain = () => !document.hidden && !isOver && void look();
    document.addEventListener('visibilitychange', lookAgain);
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', lookAgain);
    };
  }, [path, seconds, isLast, leaveIfDenied]);

  return live.of === path ? live : { trouble: live.trouble };
}
