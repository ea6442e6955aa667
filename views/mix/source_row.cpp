// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mix/source_row.h"

#include <cmath>

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/samples/filter_edit.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// More passes over the same text than the paper made of its exercises deserve a look.
constexpr double manyEpochs = 16.0;

QString epochsText(double epochs)
{
    if (!std::isfinite(epochs))
        return {};
    return SourceRow::tr("%1 epochs").arg(number_text::significant(epochs, 3));
}

} // namespace

SourceRow::SourceRow(const MixSource &source, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_title(new ElidedLabel)
    , m_weight(new QDoubleSpinBox)
    , m_text(new QLineEdit)
    , m_unique(new QCheckBox(tr("Without near-duplicates")))
    , m_chips(new QWidget)
    , m_flow(new FlowLayout(m_chips))
    , m_facts(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_warning(new TextLabel(Theme::Font::Small, Theme::Token::Warning))
    , m_up(new IconButton(u"chevron-up"_s, tr("Move up: samples of several sources belong to the "
                                              "first")))
    , m_remove(new IconButton(u"trash"_s, tr("Remove the source")))
{
    m_title->setBold(true);
    m_weight->setRange(0.01, 1000.0);
    m_weight->setDecimals(2);
    m_weight->setSingleStep(0.5);
    m_weight->setKeyboardTracking(false);
    m_text->setPlaceholderText(tr("all samples, or: recurs* label:5 tokens:>100"));
    m_text->setClearButtonEnabled(true);
    m_facts->setWordWrap(true);
    m_warning->setWordWrap(true);
    auto *weightLabel = new TextLabel(tr("Weight"), Theme::Font::Small, Theme::Token::Text2);
    auto *choose = new ActionButton(tr("Choose in Samples"), u"samples"_s);
    choose->setToolTip(tr("Opens the corpus with this filter; Mix there brings it back"));
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(weightLabel);
    head->addWidget(m_weight);
    head->addWidget(m_up);
    head->addWidget(m_remove);
    auto *filter = new QHBoxLayout;
    filter->addWidget(m_text, 1);
    filter->addWidget(choose);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addLayout(filter);
    layout->addWidget(m_chips);
    auto *outcome = new QHBoxLayout;
    outcome->addWidget(m_facts, 1);
    outcome->addWidget(m_unique, 0, Qt::AlignTop);
    layout->addLayout(outcome);
    layout->addWidget(m_warning);
    m_warning->hide();
    Theme::instance().follow(this, [this, layout, head, filter, outcome] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12));
        layout->setSpacing(theme.px(8));
        head->setSpacing(theme.px(8));
        filter->setSpacing(theme.px(8));
        outcome->setSpacing(theme.px(16));
        m_weight->setFixedWidth(theme.px(88));
    });
    connect(m_weight, &QDoubleSpinBox::valueChanged, this, [this](double weight) {
        if (weight == m_source.weight)
            return;
        m_source.weight = weight;
        emit edited();
    });
    connect(m_text, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_source.filter.text.text = text.trimmed().toStdString();
        emit edited();
    });
    connect(m_unique, &QCheckBox::toggled, this, [this](bool on) {
        if (on == m_source.filter.withoutNearDuplicates)
            return;
        m_source.filter.withoutNearDuplicates = on;
        emit edited();
    });
    connect(m_up, &QToolButton::clicked, this, &SourceRow::upRequested);
    connect(m_remove, &QToolButton::clicked, this, &SourceRow::removeRequested);
    connect(choose, &QPushButton::clicked, this, &SourceRow::chooseRequested);
    setSource(source);
}

void SourceRow::setSource(const MixSource &source)
{
    m_source = source;
    const QString title = QString::fromStdString(source.shownTitle());
    m_title->setText(title);
    setAccessibleName(tr("Source %1").arg(title));
    m_weight->setAccessibleName(tr("Weight of %1").arg(title));
    m_text->setAccessibleName(tr("Which samples of %1").arg(title));
    m_unique->setAccessibleName(tr("%1 without near-duplicates").arg(title));
    m_weight->setValue(source.weight);
    const QString text = QString::fromStdString(source.filter.text.text);
    if (m_text->text().trimmed() != text)
        m_text->setText(text);
    m_unique->setChecked(source.filter.withoutNearDuplicates);
    rebuildChips();
}

void SourceRow::rebuildChips()
{
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const FilterChip &each : filterChips(m_source.filter)) {
        if (each.column.isEmpty())
            continue; // near-duplicates have their box
        auto *chip = new Chip(each.text, true);
        m_flow->addWidget(chip);
        connect(chip, &Chip::removeRequested, this, [this, each] {
            removeChip(m_source.filter, each);
            // The chip that asked is deleted only after its event.
            QMetaObject::invokeMethod(
                this,
                [this] {
                    rebuildChips();
                    emit edited();
                },
                Qt::QueuedConnection);
        });
    }
    m_chips->setVisible(m_flow->count() > 0);
}

void SourceRow::setPlace(int index, int)
{
    m_up->setEnabled(index > 0);
}

void SourceRow::setCounting()
{
    m_facts->setTone(Theme::Token::Text3);
}

QString SourceRow::facts() const
{
    return m_facts->text();
}

void SourceRow::setCount(const SourceCount &count, const MixShare &share, const QStringList &titles)
{
    using namespace number_text;
    m_facts->setTone(Theme::Token::Text2);
    QStringList warnings;
    if (count.failed) {
        m_facts->setText(tr("Not counted"));
        warnings << count.sentence;
    } else {
        QStringList parts = {
            tr("%1 of %2 samples").arg(grouped(count.samples), grouped(count.corpusSamples))};
        parts << (count.samples > 0 && count.uncounted == count.samples
                      ? tr("tokens not counted yet")
                      : tr("%1 tokens").arg(grouped(count.tokens)));
        parts << tr("%1 of the sequences").arg(percent(share.share));
        if (const QString epochs = epochsText(share.epochs); !epochs.isEmpty() && count.tokens > 0)
            parts << epochs;
        m_facts->setText(parts.join(u" · "_s));
        if (count.samples == 0)
            warnings << (count.passing > 0
                             ? tr("Nothing is left of it: earlier sources hold all its samples")
                             : tr("No sample passes; widen the filter or remove the source"));
        for (int i = 0; i < count.inEarlier.size() && i < titles.size(); ++i) {
            if (count.inEarlier[i] > 0)
                warnings << tr("%1 of its samples are in %2 as well and are taken from there")
                                .arg(grouped(count.inEarlier[i]), titles[i]);
        }
        if (count.uncounted > 0 && count.uncounted < count.samples)
            warnings << tr("Partial: the tokens of %1 samples are not counted yet")
                            .arg(grouped(count.uncounted));
        if (std::isfinite(share.epochs) && share.epochs > manyEpochs && count.tokens > 0)
            warnings << tr("The training goes through it %1 times: lower its weight, or add to it")
                            .arg(significant(share.epochs, 3));
        if (!count.sentence.isEmpty())
            warnings << count.sentence;
    }
    m_warning->setText(warnings.join(u'\n'));
    m_warning->setTone(count.failed ? Theme::Token::Error : Theme::Token::Warning);
    m_warning->setVisible(!warnings.isEmpty());
}

} // namespace phi1
