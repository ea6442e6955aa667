// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/spoken_value.h"

#include <QAccessibleWidget>
#include <QVariant>
#include <QWidget>

#include <array>

namespace phi1 {
namespace {

constexpr const char *property = "phi1SpokenValue";

class SpokenWidget final : public QAccessibleWidget
{
public:
    SpokenWidget(QWidget *widget, QAccessible::Role role)
        : QAccessibleWidget(widget, role)
    {}
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? widget()->property(property).toString()
                                          : QAccessibleWidget::text(kind);
    }
};

struct Role {
    const char *className;
    QAccessible::Role role;
};

constexpr std::array<Role, 7> roles{{{"phi1::BranchStrip", QAccessible::PageTabList},
                                     {"phi1::CheckpointSlider", QAccessible::Slider},
                                     {"phi1::DiffView", QAccessible::Table},
                                     {"phi1::DistributionTable", QAccessible::Table},
                                     {"phi1::FactLine", QAccessible::StaticText},
                                     {"phi1::ResultGrid", QAccessible::Table},
                                     {"phi1::SampleGroups", QAccessible::List}}};

QAccessibleInterface *make(const QString &className, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    if (!widget)
        return nullptr;
    for (const Role &role : roles) {
        if (className == QLatin1String(role.className))
            return new SpokenWidget(widget, role.role);
    }
    return nullptr;
}

} // namespace

void installSpokenValues()
{
    static const bool installed = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_UNUSED(installed)
}

void setSpokenValue(QWidget *widget, const QString &value)
{
    if (widget->property(property).toString() == value)
        return;
    widget->setProperty(property, value);
    if (QAccessible::isActive()) {
        QAccessibleValueChangeEvent changed(widget, value);
        QAccessible::updateAccessibility(&changed);
    }
}

} // namespace phi1
