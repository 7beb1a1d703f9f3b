import { Body, NotFoundException, Post, UnprocessableEntityException } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiProperty, ApiResponse } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { AccountStore } from '../../account/account.store.js';
import { InvalidFields } from '../../audit/problem.js';
import { Settings } from '../../config/settings.js';
import { LogoutEverywhere } from '../../token/logout-everywhere.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { strangersOf, SubjectInput } from './subject.input.js';

/** The draft knows `sub_id` alone; whoever can tell more for the ledger may. */
export class GlobalTokenRevocation {
  @ApiProperty({ example: { format: 'email', email: 'ada@example.com' } })
  @ValidateNested()
  @IsObject({ message: 'must be a subject identifier' })
  @Type(() => SubjectInput)
  sub_id!: SubjectInput;

  @ApiProperty({ required: false, description: 'Why; kept in the ledger.', maxLength: 1000 })
  @Matches(/\S/, { message: 'must say why' })
  @MaxLength(1000)
  @IsString()
  @IsOptional()
  reason?: string;

  @ApiProperty({ required: false, description: 'Of your own tracker.', maxLength: 200 })
  @MaxLength(200)
  @IsString()
  @IsOptional()
  ticket?: string;
}

/** draft-parecki-oauth-global-token-revocation-06: whoever watches over people has all of one's tokens ended. */
@AdminController('global-token-revocation', 'revocations')
export class GlobalTokenRevocationController {
  constructor(
    private readonly administration: Administration,
    private readonly accounts: AccountStore,
    private readonly logout: LogoutEverywhere,
    private readonly settings: Settings,
  ) {}

  @Post()
  @RequireScope('tokens:revoke')
  @Writes(204)
  @ApiOperation({ summary: 'End all that a person is logged in by and all that he granted; he must log in again (Global Token Revocation)' })
  @ApiNoContentResponse({ description: 'Done.' })
  @ApiResponse({ status: 404, description: 'There is no such person.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } } })
  async revoke(@Body() { sub_id: subject, reason = 'global token revocation', ticket }: GlobalTokenRevocation, @Acting() act: Act): Promise<void> {
    const accountId = await this.find(subject);
    await this.administration.administer(act, { reason, ticket }, async (manager) => {
      const ended = await this.logout.carryOut(manager, accountId, 'admin');
      return { action: 'account.logout', target: { kind: 'account', id: accountId }, old: null, new: ended, answer: {} };
    });
  }

  private async find(subject: SubjectInput): Promise<string> {
    const strangers = strangersOf(subject);
    if (strangers.length > 0) throw new InvalidFields(strangers.map((name) => ({ field: `sub_id.${name}`, detail: 'is not of this format' })));
    const [account, another] = await this.findAll(subject);
    if (!account) throw new NotFoundException('there is no such person');
    if (another) throw new UnprocessableEntityException('more than one account has this address: name one by its id');
    return account.accountId;
  }

  private async findAll({ format, iss, sub, id, email }: SubjectInput) {
    if (format === 'email') return this.accounts.findByEmail(email!);
    if (format === 'iss_sub' && iss !== this.settings.issuer) return [];
    const account = await this.accounts.find(format === 'opaque' ? id! : sub!);
    return account ? [account] : [];
  }
}
