/** A thread that answers one task after another: long searches there leave the terminal free for progress and interrupts. */

import { serve } from '../thread/serve.ts';
import { answerTask } from './task.ts';

serve(answerTask);
