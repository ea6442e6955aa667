// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/blind_bar.h"

#include <QHBoxLayout>
#include <QPainter>

#include "views/state/compare_blind.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

BlindBar::BlindBar(CompareBlind &blind, QWidget *parent)
    : QFrame(parent)
    , m_blind(blind)
    , m_question(new TextLabel(Theme::Font::Body))
    , m_count(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
    , m_reveal(new ActionButton(tr("Show who wrote which"), u"eye"_s, ActionButton::Role::Flat))
    , m_end(new ActionButton(tr("End the blind mode")))
    , m_row(new QHBoxLayout(this))
{
    setAccessibleName(tr("Blind mode"));
    m_reveal->setSmall(true);
    m_end->setSmall(true);
    m_end->setKeyHint(tr("Ctrl+B"));
    m_row->addWidget(m_question);
    m_row->addStretch(1);
    m_row->addWidget(m_count);
    m_row->addWidget(m_reveal);
    m_row->addWidget(m_end);
    connect(m_reveal, &QPushButton::clicked, this, &BlindBar::revealRequested);
    connect(m_end, &QPushButton::clicked, this, &BlindBar::endRequested);
    connect(&m_blind, &CompareBlind::votesChanged, this, &BlindBar::refresh);
    connect(&m_blind, &CompareBlind::revealedChanged, this, &BlindBar::refresh);
    connect(&m_blind, &CompareBlind::orderChanged, this, &BlindBar::refresh);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_row->setContentsMargins(theme.px(14), theme.px(6), theme.px(10), theme.px(6));
        m_row->setSpacing(theme.px(8));
    });
    setPlaces(2);
}

void BlindBar::setPlaces(int places)
{
    if (m_votes.size() == places + 1)
        return;
    qDeleteAll(m_votes);
    m_votes.clear();
    for (int place = 0; place <= places; ++place) {
        const bool tie = place == places;
        auto *button = new ActionButton(tie ? tr("Alike") : m_blind.placeName(place));
        button->setSmall(true);
        if (places == 2)
            button->setKeyHint(tie ? tr("Alt+↓") : place == 0 ? tr("Alt+←") : tr("Alt+→"));
        connect(button, &QPushButton::clicked, this,
                [this, place, tie] { emit voteRequested(tie ? -1 : place); });
        m_row->insertWidget(1 + place, button);
        m_votes.append(button);
    }
    refresh();
}

void BlindBar::refresh()
{
    const QString problem = m_blind.voteProblem();
    m_question->setText(problem.isEmpty() ? tr("Which completion is better?") : problem);
    m_question->setTone(problem.isEmpty() ? Theme::Token::Text : Theme::Token::Text3);
    for (ActionButton *button : std::as_const(m_votes)) {
        button->setEnabled(problem.isEmpty());
        button->setToolTip(problem);
    }
    m_reveal->setEnabled(!m_blind.isRevealed());
    m_count->setText(tr("%n votes", nullptr, static_cast<int>(m_blind.votes().size())));
}

void BlindBar::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painting::roundedBox(painter, rect(), theme.px(6), theme.color(Theme::Token::Surface),
                         theme.color(Theme::Token::Border));
}

} // namespace phi1
