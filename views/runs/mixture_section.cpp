// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/mixture_section.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/state/json_command.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/text_label.h"
#include "views/widgets/value_row.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

qint64 countOf(const QJsonObject &object, const QString &key)
{
    return qint64(object.value(key).toDouble());
}

/// "Documents: 1 838 not passed whole yet, 89 once"
QString passesText(const QJsonObject &source)
{
    QStringList parts;
    const QJsonArray passes = source.value(u"passes"_s).toArray();
    for (const QJsonValue &value : passes) {
        const QJsonObject entry = value.toObject();
        const QString documents = grouped(countOf(entry, u"documents"_s));
        const qint64 times = countOf(entry, u"passes"_s);
        parts << (times == 0   ? MixtureSection::tr("%1 not passed whole yet").arg(documents)
                  : times == 1 ? MixtureSection::tr("%1 once").arg(documents)
                               : MixtureSection::tr("%1 %2 times").arg(documents, grouped(times)));
    }
    return MixtureSection::tr("Documents: %1").arg(parts.join(u", "_s));
}

QString nameOf(const QJsonObject &source)
{
    const QString title = source.value(u"title"_s).toString();
    return title.isEmpty() ? source.value(u"dataset"_s).toString().section(u'/', -1) : title;
}

} // namespace

MixtureSection::MixtureSection(WorkspaceSession &session, QWidget *parent)
    : QWidget(parent)
    , m_command(new JsonCommand(session.phi1Program(), this))
    , m_message(new TextLabel(Theme::Font::Small, Theme::Token::Text3, this))
    , m_list(new QVBoxLayout)
    , m_ask(new ActionButton({}, QStringLiteral("mix"), ActionButton::Role::Normal, this))
{
    m_ask->setSmall(true);
    m_message->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(
        new TextLabel(tr("Data consumed"), Theme::Font::Section, Theme::Token::Text2, this));
    column->addWidget(m_message);
    column->addLayout(m_list);
    column->addWidget(m_ask, 0, Qt::AlignLeft);
    connect(m_ask, &QPushButton::clicked, this, &MixtureSection::ask);
    connect(m_command, &JsonCommand::loaded, this,
            [this](quint64 request, const QJsonDocument &answer) {
                if (request == m_request)
                    show(answer.object());
            });
    connect(m_command, &JsonCommand::failed, this,
            [this](quint64 request, const QString &sentence) {
                if (request != m_request)
                    return;
                m_asking = false;
                refresh();
                m_message->setText(sentence);
            });
    Theme::instance().follow(this, [this, column] {
        column->setSpacing(Theme::instance().px(4));
        m_list->setSpacing(Theme::instance().px(2));
    });
    refresh();
}

void MixtureSection::setRun(const QString &runId)
{
    if (runId == m_run)
        return;
    m_run = runId;
    m_step = -1;
    m_command->cancel(m_request++);
    m_asking = false;
    clear();
    refresh();
}

void MixtureSection::setStep(qint64 step)
{
    if (step == m_step)
        return;
    m_step = step;
    if (!m_asking)
        refresh();
}

void MixtureSection::ask()
{
    m_asking = true;
    m_command->ask(++m_request, {u"mixture"_s, m_run});
    refresh();
}

void MixtureSection::clear()
{
    m_shown = -1;
    while (QLayoutItem *item = m_list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void MixtureSection::show(const QJsonObject &mixture)
{
    clear();
    m_asking = false;
    m_shown = countOf(mixture, u"step"_s);
    const QJsonArray sources = mixture.value(u"sources"_s).toArray();
    for (const QJsonValue &value : sources) {
        const QJsonObject source = value.toObject();
        const double share = source.value(u"share"_s).toDouble();
        auto *row =
            new ValueRow(nameOf(source),
                         tr("%1 · %2 epochs")
                             .arg(withUnit(siNumber(double(countOf(source, u"tokens_consumed"_s))),
                                           tr("tokens")),
                                  decimal(source.value(u"epochs"_s).toDouble(), 2)));
        row->setToolTip(source.value(u"folder"_s).toString());
        m_list->addWidget(row);
        auto *bar = new ProgressBarThin;
        bar->setTone(Theme::Token::Accent);
        bar->setValue(share);
        bar->setAccessibleName(tr("Share of %1: %2").arg(nameOf(source), percent(share)));
        bar->setToolTip(tr("%1 of the tokens").arg(percent(share)));
        m_list->addWidget(bar);
        auto *passes = new TextLabel(passesText(source), Theme::Font::Small, Theme::Token::Text3);
        passes->setWordWrap(true);
        m_list->addWidget(passes);
        if (const QString corpus = source.value(u"corpus"_s).toString(); !corpus.isEmpty()) {
            auto *open = new ActionButton(tr("Show its samples"), {}, ActionButton::Role::Flat);
            open->setSmall(true);
            connect(open, &QPushButton::clicked, this,
                    [this, corpus] { emit corpusRequested(corpus); });
            m_list->addWidget(open, 0, Qt::AlignLeft);
        }
    }
    refresh();
}

void MixtureSection::refresh()
{
    m_ask->setBusy(m_asking);
    m_ask->setText(m_asking      ? tr("Counting…")
                   : m_shown < 0 ? tr("Count what it was trained on")
                                 : tr("Count again"));
    m_ask->setVisible(m_asking || m_shown < 0 || m_step > m_shown);
    m_message->setText(m_shown < 0 ? tr("Tokens of each source, and how often its documents "
                                        "were passed, up to where the run is")
                                   : tr("up to step %1").arg(grouped(m_shown)));
}

} // namespace phi1
