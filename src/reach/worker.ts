/** A thread that answers questions of reachability, so that the terminal stays free for progress and interrupts. */

import { serve } from '../thread/serve.ts';
import { answerQuestion } from './question.ts';

serve(answerQuestion);
