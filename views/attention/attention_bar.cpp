// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/attention_bar.h"

#include <QHBoxLayout>
#include <QSignalBlocker>

#include "views/attention/choice_button.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

AttentionBar::AttentionBar(QWidget *parent)
    : QWidget(parent)
    , m_checkpoint(new ChoiceButton(tr("Checkpoint")))
    , m_prompt(new ChoiceButton(tr("Prompt")))
    , m_reload(new IconButton(u"refresh"_s, tr("Capture again")))
    , m_scaleLabel(new TextLabel(tr("Scale"), Theme::Font::Small, Theme::Token::Text3))
    , m_kind(new SegmentedChoice)
    , m_without(new ActionButton(tr("Without first token")))
    , m_lock(new ActionButton(tr("Lock range"), u"lock"_s))
    , m_quantityLabel(new TextLabel(tr("Show"), Theme::Font::Small, Theme::Token::Text3))
    , m_quantity(new SegmentedChoice)
    , m_options(new IconButton(u"more"_s, tr("More about how maps are shown")))
    , m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_choices(new QHBoxLayout)
    , m_looks(new QHBoxLayout)
{
    m_checkpoint->setPlaceholder(tr("Choose a checkpoint"));
    m_prompt->setPlaceholder(tr("Choose a prompt"));
    m_prompt->setChoiceIcon(u"note"_s);
    m_reload->setOutlined(true);
    m_kind->setAccessibleName(tr("Scale"));
    m_kind->addOption(tr("Linear"), static_cast<int>(ColourScale::Kind::Linear));
    m_kind->addOption(tr("Log"), static_cast<int>(ColourScale::Kind::Log));
    m_kind->addOption(tr("Quantile"), static_cast<int>(ColourScale::Kind::Quantile));
    m_kind->setCurrentData(static_cast<int>(ColourScale::Kind::Log));
    m_quantity->setAccessibleName(tr("Show"));
    m_quantity->addOption(tr("Weights"), static_cast<int>(Quantity::Weights));
    m_quantity->addOption(tr("Entropy"), static_cast<int>(Quantity::Entropy));
    m_quantity->addOption(tr("Difference"), static_cast<int>(Quantity::Difference));
    for (ActionButton *button : {m_without, m_lock}) {
        button->setSmall(true);
        button->setCheckable(true);
    }
    m_without->setToolTip(tr("Token 0 is taken out and each row divided by what is left (Home)"));
    m_lock->setToolTip(
        tr("All heads and both checkpoints share this range; otherwise each map has its own (K)"));
    m_options->setSmall(true);
    for (QWidget *part : QList<QWidget *>{m_checkpoint, m_prompt, m_reload})
        m_choices->addWidget(part);
    m_choices->addStretch(1);
    for (QWidget *part : QList<QWidget *>{m_scaleLabel, m_kind, m_without, m_lock, m_quantityLabel,
                                          m_quantity, m_options})
        m_looks->addWidget(part);
    m_layout->addLayout(m_choices, 1);
    m_layout->addLayout(m_looks);
    connect(m_checkpoint, &QToolButton::clicked, this, &AttentionBar::checkpointRequested);
    connect(m_prompt, &QToolButton::clicked, this, &AttentionBar::promptRequested);
    connect(m_reload, &QToolButton::clicked, this, &AttentionBar::reloadRequested);
    connect(m_options, &QToolButton::clicked, this, &AttentionBar::optionsRequested);
    connect(m_kind, &SegmentedChoice::currentChanged, this, [this] { emit kindChanged(kind()); });
    connect(m_quantity, &SegmentedChoice::currentChanged, this,
            [this] { emit quantityChanged(quantity()); });
    connect(m_without, &QPushButton::toggled, this, &AttentionBar::withoutFirstChanged);
    connect(m_lock, &QPushButton::toggled, this, &AttentionBar::lockedChanged);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_layout->setContentsMargins(0, 0, 0, theme.px(8));
        for (QBoxLayout *part :
             {m_layout, static_cast<QBoxLayout *>(m_choices), static_cast<QBoxLayout *>(m_looks)})
            part->setSpacing(theme.px(8));
        arrange();
    });
    setPageWidth(PageWidth::Normal);
    setDifferencePossible(false, tr("Compare with a second checkpoint first"));
}

void AttentionBar::setPageWidth(PageWidth pageWidth)
{
    m_width = pageWidth;
    arrange();
}

/// Where both halves have no room beside each other, as with an inspector, they stand below each
/// other.
void AttentionBar::arrange()
{
    const Theme &theme = Theme::instance();
    const bool narrow = m_width == PageWidth::Narrow;
    const bool stacked = narrow && width() > 0 && width() < theme.px(1080);
    m_scaleLabel->setVisible(!narrow || stacked);
    m_quantityLabel->setVisible(!narrow || stacked);
    m_checkpoint->setPreferredWidth(narrow && !stacked           ? 168
                                    : m_width == PageWidth::Wide ? 260
                                                                 : 196);
    m_prompt->setPreferredWidth(narrow && !stacked ? 196 : m_width == PageWidth::Wide ? 380 : 260);
    m_layout->setDirection(stacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_looks->setAlignment(stacked ? Qt::AlignLeft : Qt::AlignRight);
    setFixedHeight(theme.px(stacked ? 72 : 40));
}

void AttentionBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

ColourScale::Kind AttentionBar::kind() const
{
    return static_cast<ColourScale::Kind>(m_kind->currentData().toInt());
}

void AttentionBar::setKind(ColourScale::Kind kind)
{
    m_kind->setCurrentData(static_cast<int>(kind));
}

bool AttentionBar::isWithoutFirst() const
{
    return m_without->isChecked();
}

void AttentionBar::setWithoutFirst(bool without)
{
    m_without->setChecked(without);
}

bool AttentionBar::isLocked() const
{
    return m_lock->isChecked();
}

void AttentionBar::setLocked(bool locked)
{
    m_lock->setChecked(locked);
}

AttentionBar::Quantity AttentionBar::quantity() const
{
    return static_cast<Quantity>(m_quantity->currentData().toInt());
}

void AttentionBar::setQuantity(Quantity quantity)
{
    m_quantity->setCurrentData(static_cast<int>(quantity));
}

void AttentionBar::setDifferencePossible(bool possible, const QString &reason)
{
    m_quantity->setOptionEnabled(static_cast<int>(Quantity::Difference), possible, reason);
    if (!possible && quantity() == Quantity::Difference)
        setQuantity(Quantity::Weights);
}

} // namespace phi1
