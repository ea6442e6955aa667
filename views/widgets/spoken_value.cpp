// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/spoken_value.h"

#include <QAccessibleWidget>
#include <QVariant>
#include <QWidget>

namespace phi1 {
namespace {

constexpr const char *property = "phi1SpokenValue";
constexpr const char *roleProperty = "phi1SpokenRole";

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

QAccessibleInterface *make(const QString &className, QObject *object)
{
    Q_UNUSED(className)
    const QVariant role = object->property(roleProperty);
    auto *widget = role.isValid() ? qobject_cast<QWidget *>(object) : nullptr;
    return widget ? new SpokenWidget(widget, static_cast<QAccessible::Role>(role.toInt()))
                  : nullptr;
}

} // namespace

void installSpokenValue(QWidget *widget, QAccessible::Role role)
{
    widget->setProperty(roleProperty, static_cast<int>(role));
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
