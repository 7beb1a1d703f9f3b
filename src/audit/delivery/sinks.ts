import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import type { Sink } from './sink.js';
import { SyslogSink } from './syslog.sink.js';
import { WebhookSink } from './webhook.sink.js';

/** The sinks that the settings name. */
@Injectable()
export class Sinks {
  readonly all: readonly Sink[];

  constructor({ ledgerWebhookUrl, ledgerWebhookSecret, ledgerSyslog }: Settings) {
    this.all = [
      ...(ledgerWebhookUrl ? [new WebhookSink(ledgerWebhookUrl, ledgerWebhookSecret!)] : []),
      ...(ledgerSyslog ? [new SyslogSink(ledgerSyslog)] : []),
    ];
  }
}
