// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/documents_section.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonObject>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/runs/code_label.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

namespace {

constexpr qsizetype fewDocuments = 3;
constexpr qsizetype manyDocuments = 40; ///< more widgets than that help nobody
constexpr qsizetype excerpt = 160;      ///< characters

} // namespace

DocumentsSection::DocumentsSection(WorkspaceSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_message(new TextLabel(Theme::Font::Small, Theme::Token::Text3, this))
    , m_ask(new ActionButton({}, QStringLiteral("samples"), ActionButton::Role::Normal, this))
    , m_list(new QVBoxLayout)
    , m_more(new ActionButton({}, {}, ActionButton::Role::Flat, this))
    , m_read(new ActionButton(tr("Read all, with their loss…"), QStringLiteral("samples"),
                              ActionButton::Role::Flat, this))
{
    for (ActionButton *button : {m_ask, m_more, m_read})
        button->setSmall(true);
    m_message->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(
        new TextLabel(tr("Documents of a step"), Theme::Font::Section, Theme::Token::Text2, this));
    column->addWidget(m_message);
    column->addWidget(m_ask, 0, Qt::AlignLeft);
    column->addLayout(m_list);
    column->addWidget(m_more, 0, Qt::AlignLeft);
    column->addWidget(m_read, 0, Qt::AlignLeft);
    connect(m_ask, &QPushButton::clicked, this, &DocumentsSection::ask);
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_showsAll = !m_showsAll;
        showDocuments();
    });
    connect(m_read, &QPushButton::clicked, this,
            [this] { emit documentsRequested(m_run, m_askedStep); });
    connect(&m_session, &WorkspaceSession::batchLoaded, this,
            [this](quint64 request, const QJsonDocument &answer) {
                if (request == m_request)
                    onLoaded(answer);
            });
    connect(&m_session, &WorkspaceSession::batchFailed, this,
            [this](quint64 request, const QString &sentence) {
                if (request == m_request)
                    onFailed(sentence);
            });
    Theme::instance().follow(this, [this, column] {
        column->setSpacing(Theme::instance().px(4));
        m_list->setSpacing(Theme::instance().px(4));
    });
    clear();
    setStep(-1);
}

void DocumentsSection::setRun(const QString &runId)
{
    if (runId == m_run)
        return;
    m_run = runId;
    clear();
    setStep(-1);
}

void DocumentsSection::setStep(qint64 step)
{
    m_step = step;
    m_ask->setVisible(step > 0);
    m_ask->setText(tr("Show those of step %1").arg(grouped(step)));
    if (m_documents.isEmpty() && m_request == 0)
        m_message->setText(
            step > 0 ? QString() : tr("Point at a step in a chart and press Enter or click it."));
    m_message->setVisible(!m_message->text().isEmpty());
}

void DocumentsSection::clear()
{
    if (m_request != 0)
        m_session.cancelBatch(m_request);
    m_request = 0;
    m_documents.clear();
    m_message->clear();
    m_message->setTone(Theme::Token::Text3);
    m_ask->setBusy(false);
    showDocuments();
}

void DocumentsSection::ask()
{
    if (m_run.isEmpty() || m_step < 1)
        return;
    clear();
    m_askedStep = m_step;
    m_ask->setBusy(true);
    m_request = m_session.requestBatch(m_run, m_step);
}

void DocumentsSection::onLoaded(const QJsonDocument &answer)
{
    m_request = 0;
    m_ask->setBusy(false);
    const QJsonArray sequences = answer.object().value(QStringLiteral("sequences")).toArray();
    for (const QJsonValue &sequence : sequences) {
        const QJsonArray parts = sequence[QStringLiteral("documents")].toArray();
        for (const QJsonValue &part : parts) {
            const QString source = part[QStringLiteral("source")].toString();
            Document document;
            document.name = tr("%1, document %2")
                                .arg(source, grouped(part[QStringLiteral("index")].toInteger()));
            document.extent =
                tr("%1 tokens").arg(grouped(part[QStringLiteral("tokens")].toInteger()));
            document.text = part[QStringLiteral("text")].toString();
            m_documents.append(document);
        }
    }
    m_message->setText(
        tr("Step %1: %2 sequences, %3 documents")
            .arg(grouped(m_askedStep), grouped(sequences.size()), grouped(m_documents.size())));
    m_message->show();
    showDocuments();
}

void DocumentsSection::onFailed(const QString &sentence)
{
    m_request = 0;
    m_ask->setBusy(false);
    m_message->setTone(Theme::Token::Error);
    m_message->setText(sentence);
    m_message->show();
}

void DocumentsSection::showDocuments()
{
    while (QLayoutItem *item = m_list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const qsizetype most = m_showsAll ? manyDocuments : fewDocuments;
    const qsizetype shown = std::min(most, m_documents.size());
    for (qsizetype i = 0; i < shown; ++i) {
        const Document &document = m_documents[i];
        auto *head = new QWidget(this);
        auto *row = new QHBoxLayout(head);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(
            new ElidedLabel(document.name, Theme::Font::Small, Theme::Token::Text2, head), 1);
        row->addWidget(
            new TextLabel(document.extent, Theme::Font::Small, Theme::Token::Text3, head));
        if (!document.text.isEmpty()) {
            auto *attention = new IconButton(QStringLiteral("attention"),
                                             tr("Show attention on %1").arg(document.name), head);
            attention->setSmall(true);
            connect(attention, &QToolButton::clicked, this, [this, document, i] {
                emit attentionRequested(m_run, m_askedStep, static_cast<int>(i), document.name,
                                        document.text);
            });
            row->addWidget(attention);
        }
        m_list->addWidget(head);
        if (!document.text.isEmpty()) {
            auto *text = new CodeLabel(this);
            text->setText(document.text.size() > excerpt
                              ? QString(document.text.left(excerpt) + u'…')
                              : document.text);
            text->setToolTip(document.text);
            text->setAccessibleName(document.name);
            m_list->addWidget(text);
        }
    }
    m_read->setVisible(!m_documents.isEmpty());
    m_more->setVisible(m_documents.size() > fewDocuments);
    m_more->setText(m_showsAll ? tr("Only the first")
                               : tr("The first %1 of %2")
                                     .arg(grouped(std::min(manyDocuments, m_documents.size())),
                                          grouped(m_documents.size())));
}

} // namespace phi1
