// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/answers_panel.h"

#include <QHeaderView>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/empty_state.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int itemRole = Qt::UserRole + 1;
constexpr qsizetype longestShown = 200000; ///< characters of an answer

QString fromStd(const std::string &text)
{
    return QString::fromStdString(text);
}

QString outcomeText(AnswerOutcome outcome)
{
    switch (outcome) {
    case AnswerOutcome::Kept:
        return AnswersPanel::tr("Kept");
    case AnswerOutcome::Duplicate:
        return AnswersPanel::tr("Repeat");
    case AnswerOutcome::NearDuplicate:
        return AnswersPanel::tr("Too like another");
    case AnswerOutcome::Truncated:
        return AnswersPanel::tr("Truncated");
    case AnswerOutcome::TooShort:
        return AnswersPanel::tr("Too short");
    case AnswerOutcome::Refused:
        return AnswersPanel::tr("Refused");
    }
    return {};
}

QString firstLine(const AnswerRecord &record)
{
    for (const QString &line : fromStd(record.text.substr(0, 400)).split(u'\n')) {
        if (!line.trimmed().isEmpty())
            return shownLine(line.trimmed());
    }
    return fromStd(record.message);
}

} // namespace

AnswersPanel::AnswersPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new QStandardItemModel(this))
    , m_list(new QTreeView)
    , m_text(new QPlainTextEdit)
    , m_facts(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text2))
    , m_empty(new EmptyState(tr("The last answers of the model stand here.")))
    , m_content(new QWidget)
{
    m_list->setModel(m_model);
    m_list->setAccessibleName(tr("Last answers"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("Answer"));
    m_text->setFrameShape(QFrame::NoFrame);
    auto *lower = new QWidget;
    auto *lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(0, 0, 0, 0);
    lowerLayout->addWidget(m_facts);
    lowerLayout->addWidget(m_text, 1);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_list);
    splitter->addWidget(lower);
    splitter->setChildrenCollapsible(false);
    auto *inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(splitter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_content, 1);
    Theme::instance().follow(this, [this, lowerLayout] {
        const Theme &theme = Theme::instance();
        m_text->setFont(theme.font(Theme::Font::Code));
        lowerLayout->setContentsMargins(theme.px(12), theme.px(6), theme.px(4), theme.px(4));
        lowerLayout->setSpacing(theme.px(4));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &AnswersPanel::showCurrent);
    setAnswers({});
}

QWidget *AnswersPanel::list() const
{
    return m_list;
}

void AnswersPanel::setAnswers(const QVector<AnswerRecord> &answers)
{
    const QVariant before = m_list->currentIndex().siblingAtColumn(0).data(itemRole);
    m_answers = answers;
    m_empty->setVisible(answers.isEmpty());
    m_content->setVisible(!answers.isEmpty());
    m_model->clear();
    m_model->setHorizontalHeaderLabels({tr("Outcome"), tr("Begins with"), tr("Tokens")});
    int current = 0;
    for (int row = 0; row < int(answers.size()); ++row) {
        const AnswerRecord &record = answers[row];
        auto *outcome = new QStandardItem(outcomeText(record.outcome));
        outcome->setData(quint64(record.item), itemRole);
        auto *tokens = new QStandardItem(grouped(qint64(record.completionTokens)));
        tokens->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_model->appendRow({outcome, new QStandardItem(firstLine(record)), tokens});
        if (before.isValid() && before.toULongLong() == record.item)
            current = row;
    }
    QHeaderView *header = m_list->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(1, QHeaderView::Stretch);
    header->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    if (!answers.isEmpty())
        m_list->setCurrentIndex(m_model->index(current, 0));
}

void AnswersPanel::showCurrent()
{
    const int row = m_list->currentIndex().row();
    if (row < 0 || row >= int(m_answers.size()))
        return;
    const AnswerRecord &record = m_answers[row];
    QStringList facts = {fromStd(record.topic)};
    if (!record.audience.empty())
        facts << tr("for %1").arg(fromStd(record.audience));
    if (!record.model.empty())
        facts << fromStd(record.model);
    if (record.seconds > 0)
        facts << duration(record.seconds);
    if (!record.message.empty())
        facts << fromStd(record.message);
    m_facts->setText(facts.join(u" · "_s));
    const QString text = fromStd(record.text).left(longestShown);
    if (m_text->toPlainText() != text)
        m_text->setPlainText(text);
}

} // namespace phi1
