// What the account has left: `GET /users/me/balance`, in the currency of its platform.
import { balanceOperation } from '@kit/http';
import { numberOf, recordOf } from '@kit/wire';

export const balance = balanceOperation({
  path: '/users/me/balance',
  read(body) {
    const { available_balance, voucher_balance, cash_balance } = recordOf(recordOf(body)?.data) ?? {};
    const total = numberOf(available_balance);
    if (total === undefined) return undefined;
    const granted = numberOf(voucher_balance);
    // Below 0 where more was used than was paid.
    const paid = numberOf(cash_balance);
    return {
      available: total > 0,
      balances: [{ total, ...(granted !== undefined && { granted }), ...(paid !== undefined && { paid }) }],
    };
  },
});
