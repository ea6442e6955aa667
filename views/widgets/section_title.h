// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

class ElidedLabel;
class TextLabel;

/// Title of a section, with a fact at the right; instead of a group box.
class SectionTitle final : public QWidget
{
    Q_OBJECT
public:
    explicit SectionTitle(const QString &text, const QString &aside = {},
                          QWidget *parent = nullptr);

    void setText(const QString &text);
    void setAside(const QString &text);

private:
    TextLabel *m_text;
    ElidedLabel *m_aside;
};

} // namespace phi1
