/** Why a grant or a family of refresh tokens was ended: a closed list, kept with the row and repeated in the ledger. */
export type RevocationReason = 'client_request' | 'user_request' | 'admin' | 'code_replayed' | 'token_replayed' | 'max_live_tokens' | 'client_deleted';
