// Chats in the first contract: one chunk, loaded with the first of them.
import { chatOperations } from '../chat/contract.ts';
import { v1 } from './contract.ts';

export const { chat, stream } = chatOperations(v1);
