// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/widget_accessibility.h"

#include "views/widgets/histogram_slider.h"
#include "views/widgets/meter.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/segmented_choice.h"

#include <QAccessibleWidget>

#include <array>
#include <cmath>

namespace phi1 {
namespace {

/// A bar from 0 to 100.
template<typename Bar>
class BarAccessible final : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    explicit BarAccessible(QWidget *widget)
        : QAccessibleWidget(widget, QAccessible::ProgressBar)
    {}

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QVariant currentValue() const override
    {
        const double share = static_cast<const Bar *>(widget())->value();
        return std::isnan(share) ? QVariant() : QVariant(share * 100);
    }
    void setCurrentValue(const QVariant &) override {}
    QVariant maximumValue() const override { return 100.0; }
    QVariant minimumValue() const override { return 0.0; }
    QVariant minimumStepSize() const override { return 0.1; }
};

/// One of several options, as a combo box would say it.
class ChoiceAccessible final : public QAccessibleWidget
{
public:
    explicit ChoiceAccessible(QWidget *widget)
        : QAccessibleWidget(widget, QAccessible::ComboBox)
    {}

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value)
            return static_cast<const SegmentedChoice *>(widget())->currentText();
        return QAccessibleWidget::text(kind);
    }
};

/// The handle that the keys move.
class HistogramAccessible final : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    explicit HistogramAccessible(QWidget *widget)
        : QAccessibleWidget(widget, QAccessible::Slider)
    {}

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? slider()->handleText() : QAccessibleWidget::text(kind);
    }
    QVariant currentValue() const override
    {
        return slider()->handleValue(slider()->currentHandle());
    }
    void setCurrentValue(const QVariant &value) override
    {
        slider()->moveHandle(slider()->currentHandle(), value.toDouble());
    }
    QVariant maximumValue() const override { return slider()->bins().high; }
    QVariant minimumValue() const override { return slider()->bins().low; }
    QVariant minimumStepSize() const override { return 0.0; }

private:
    HistogramSlider *slider() const { return static_cast<HistogramSlider *>(widget()); }
};

struct Role {
    const char *className;
    QAccessible::Role role;
};

constexpr std::array<Role, 8> roles{{{"phi1::Banner", QAccessible::AlertMessage},
                                     {"phi1::Toast", QAccessible::AlertMessage},
                                     {"phi1::Chip", QAccessible::StaticText},
                                     {"phi1::ElidedLabel", QAccessible::StaticText},
                                     {"phi1::KeyHint", QAccessible::StaticText},
                                     {"phi1::StateBadge", QAccessible::StaticText},
                                     {"phi1::ValueRow", QAccessible::StaticText},
                                     {"phi1::Panel", QAccessible::Grouping}}};

QAccessibleInterface *make(const QString &className, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    if (!widget)
        return nullptr;
    if (className == u"phi1::HistogramSlider")
        return new HistogramAccessible(widget);
    if (className == u"phi1::Meter")
        return new BarAccessible<Meter>(widget);
    if (className == u"phi1::ProgressBarThin")
        return new BarAccessible<ProgressBarThin>(widget);
    if (className == u"phi1::SegmentedChoice")
        return new ChoiceAccessible(widget);
    for (const Role &role : roles) {
        if (className == QLatin1String(role.className))
            return new QAccessibleWidget(widget, role.role);
    }
    return nullptr;
}

} // namespace

void installWidgetAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_UNUSED(installed)
}

} // namespace phi1
