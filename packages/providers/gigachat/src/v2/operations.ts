// Chats in the second contract: one chunk, loaded with the first of them.
import { chatOperations } from '../chat/contract.ts';
import { v2 } from './contract.ts';

export const { chat, stream } = chatOperations(v2);
