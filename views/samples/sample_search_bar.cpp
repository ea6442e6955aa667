// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/sample_search_bar.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QSignalBlocker>

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/search_field.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

SampleSearchBar::SampleSearchBar(QWidget *parent)
    : QWidget(parent)
    , m_field(new SearchField)
    , m_mode(new SegmentedChoice)
    , m_case(new IconButton(u"match-case"_s, tr("Match case")))
    , m_sentence(new TextLabel(Theme::Font::Small, Theme::Token::Error))
{
    m_field->setAccessibleName(tr("Search the samples"));
    m_field->installEventFilter(this);
    m_mode->setAccessibleName(tr("Search by"));
    m_mode->setLarge(true);
    m_mode->addOption(tr("Words"), static_cast<int>(TextMode::Words));
    m_mode->addOption(tr("Substring"), static_cast<int>(TextMode::Substring));
    m_mode->addOption(tr("Regex"), static_cast<int>(TextMode::Regex));
    m_case->setCheckable(true);
    m_case->setOutlined(true);
    m_sentence->setWordWrap(true);
    m_sentence->hide();
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(m_field, 0, 0);
    grid->addWidget(m_case, 0, 1);
    grid->addWidget(m_mode, 0, 2);
    grid->addWidget(m_sentence, 1, 0, 1, 3);
    grid->setColumnStretch(0, 1);
    connect(m_field, &SearchField::searchChanged, this, &SampleSearchBar::edit);
    connect(m_mode, &SegmentedChoice::currentChanged, this, [this] {
        showMode();
        edit();
    });
    connect(m_case, &QToolButton::toggled, this, &SampleSearchBar::edit);
    Theme::instance().follow(this, [grid] {
        grid->setHorizontalSpacing(Theme::instance().px(8));
        grid->setVerticalSpacing(Theme::instance().px(4));
    });
    showMode();
}

TextQuery SampleSearchBar::query() const
{
    TextQuery query;
    query.mode = static_cast<TextMode>(m_mode->currentData().toInt());
    query.text = m_field->text().toStdString();
    query.matchCase = query.mode != TextMode::Words && m_case->isChecked();
    return query;
}

void SampleSearchBar::setQuery(const TextQuery &query)
{
    if (query == this->query())
        return;
    m_setting = true;
    m_mode->setCurrentData(static_cast<int>(query.mode));
    if (query.mode != TextMode::Words)
        m_case->setChecked(query.matchCase);
    if (const QString text = QString::fromStdString(query.text); text != m_field->text())
        m_field->setText(text);
    m_setting = false;
}

void SampleSearchBar::showMode()
{
    const auto mode = static_cast<TextMode>(m_mode->currentData().toInt());
    m_case->setVisible(mode != TextMode::Words);
    m_field->setPlaceholderText(
        mode == TextMode::Words
            ? tr("Search: words, \"a phrase\", begin*, topic:recursion, tokens:>500")
        : mode == TextMode::Substring ? tr("Search: a part of the text, as it stands")
                                      : tr("Search: a regular expression"));
}

void SampleSearchBar::edit()
{
    if (!m_setting)
        emit queryEdited(query());
}

void SampleSearchBar::showState(const SearchState &state)
{
    using Stage = SearchState::Stage;
    const bool failed = state.stage == Stage::Failed;
    m_field->setCount(state.stage == Stage::Searching    ? tr("searching…")
                      : failed || state.milliseconds < 0 ? QString()
                      : state.milliseconds < 1
                          ? tr("< 1 ms")
                          : duration(static_cast<double>(state.milliseconds) / 1000));
    m_field->setInvalid(failed ? state.sentence : QString());
    QString sentence = state.sentence;
    if (sentence.isEmpty())
        sentence = state.remark;
    m_sentence->setTone(failed                          ? Theme::Token::Error
                        : state.stage == Stage::Partial ? Theme::Token::Warning
                                                        : Theme::Token::Text3);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

QString SampleSearchBar::sentence() const
{
    return m_sentence->isHidden() ? QString() : m_sentence->text();
}

void SampleSearchBar::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

bool SampleSearchBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down) {
            emit listRequested();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace phi1
